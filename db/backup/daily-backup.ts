import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { writeBackup, type BackupReport } from './write-backup'

const NAME = /^segue-\d{8}T\d{6}Z\.backup$/
/** What a process left that was ended while it wrote. */
const UNFINISHED = /^segue-\d{8}T\d{6}Z\.backup\.[0-9a-f-]{36}\.part$/

/** The file of a backup that was given no name, in the folder of all backups of `dataDir`, which is made. */
export async function nameBackup(dataDir: string, now = new Date()): Promise<string> {
  const folder = path.join(dataDir, 'backups')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '')
  return path.join(folder, `segue-${time}.backup`)
}

/** Writes today's backup, without secrets, and then removes all but the newest `keep`. */
export async function writeDailyBackup(options: {
  url: string
  dataDir: string
  keep: number
  checkSpace: () => Promise<void>
}): Promise<BackupReport> {
  const file = await nameBackup(options.dataDir)
  const folder = path.dirname(file)
  for (const name of await readdir(folder)) {
    if (UNFINISHED.test(name)) await rm(path.join(folder, name), { force: true })
  }
  const report = await writeBackup({ ...options, file, secretsOf: null })
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort()
  for (const name of names.slice(0, -options.keep)) await rm(path.join(folder, name), { force: true })
  return report
}
