import path from 'node:path'
import type { Command } from 'commander'
import { nameBackup } from '~db/backup/daily-backup'
import { forgetRestorePoint, inspectBackup, restoreBackup, undoRestore } from '~db/backup/restore-backup'
import { writeBackup } from '~db/backup/write-backup'
import { checkHealth } from '../backup/check-health'
import { putSecretFiles } from '../backup/secret-files'
import { FILES, withDatabase } from '../backup/with-database'
import { Failure, usageFailure } from '../failure'
import { byteSize } from '../format/numbers'
import { note, print, type Io } from '../io'
import { wantsJson, type Tools } from '../tools'

/** `segue backup` and `segue restore`: the only tools that use the database itself, so that they need no server. */
export function addBackup(program: Command, getTools: () => Tools): void {
  program
    .command('backup')
    .argument('[file]', 'where it goes (default: a new file in DATA_DIR/backups)')
    .option(
      '--with-secrets',
      'with sealed tokens, sessions and the keys: whoever reads the file can act for users',
    )
    .option('--json', 'print one JSON document')
    .description('write all that the database has into one file, while Segue runs or not')
    .action(async (file: string | undefined, options: { withSecrets?: boolean }, command: Command) => {
      const { io, settings } = getTools()
      const { dataDir } = settings
      const to = file === undefined ? await nameBackup(dataDir) : path.resolve(io.cwd, file)
      const secretsOf = options.withSecrets === true ? dataDir : null
      const report = await withDatabase(getTools(), { alone: false }, (url) =>
        writeBackup({ url, file: to, secretsOf }),
      )
      const { bytes, tables, rows, schema } = report
      const text = `${to}: ${String(rows)} rows of ${String(tables)} tables, ${byteSize(bytes)}, schema ${String(schema)}`
      print(io, wantsJson(command), report, text)
    })

  program
    .command('restore')
    .argument('[file]', 'a backup')
    .option('--check', 'only say whether it is whole and can be restored here')
    .option('--undo', 'put back what the last restore replaced')
    .option('--forget', 'remove what the last restore replaced')
    .option('--json', 'print one JSON document')
    .description('put a backup in the place of what the database has; Segue has to be stopped')
    .action(async (file: string | undefined, options: RestoreOptions, command: Command) => {
      const tools = getTools()
      const { io } = tools
      const done = await restore(tools, file === undefined ? null : path.resolve(io.cwd, file), options)
      print(io, wantsJson(command), done.report, done.text)
    })
}

type RestoreOptions = { check?: boolean; undo?: boolean; forget?: boolean }

async function restore(
  tools: Tools,
  file: string | null,
  { check, undo, forget }: RestoreOptions,
): Promise<{ report: object; text: string }> {
  if ((file === null) === (undo !== true && forget !== true)) {
    throw usageFailure('Give a file, --undo or --forget.')
  }
  if (file === null) {
    await withDatabase(tools, { alone: true }, undo === true ? undoRestore : forgetRestorePoint)
    return undo === true
      ? { report: { undone: true }, text: 'What the last restore replaced is back.' }
      : { report: { forgotten: true }, text: 'What the last restore replaced is removed.' }
  }
  const { head, rows } = await inspectBackup({ file, migrations: FILES.migrations })
  const report = { file, ...head, rows }
  const what = `${file}: ${String(sum(rows))} rows of ${String(Object.keys(rows).length)} tables of ${head.createdAt}`
  if (check === true) return { report, text: `${what}; whole` }
  const files = await withDatabase(
    tools,
    { alone: true },
    async (url) => (await restoreBackup({ url, file, migrations: FILES.migrations })).files,
  )
  await checked(tools, tools.io)
  await putSecretFiles(tools.settings.dataDir, files)
  const kept =
    'What was there before is kept: `segue restore --undo` puts it back, `segue restore --forget` removes it.'
  return { report, text: `${what}; restored\n${kept}` }
}

/** Starts Segue on what was restored; where it does not come up, what was there before is put back. */
async function checked(tools: Tools, io: Io): Promise<void> {
  note(io, 'Restored; starting Segue once to see that it answers …')
  try {
    await checkHealth(tools)
  } catch (cause) {
    await withDatabase(tools, { alone: true }, undoRestore)
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Failure(
      'RESTORE_UNDONE',
      `Segue did not come up on what was restored, and what was there before is back. ${why}`,
      'Try another backup.',
      { cause },
    )
  }
}

const sum = (rows: Record<string, number>): number =>
  Object.values(rows).reduce((total, count) => total + count, 0)
