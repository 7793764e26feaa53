import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFile } from '~server/client'
import { spawnServer, startTestServer, until, type TestServer } from '../setup/server'
import { endOfJob, makeClient } from '../integration/support/api'

const run = promisify(execFile)
const MB = 1024 ** 2
const DISK_MB = 400
/** Less than DISK_RESERVE_BYTES, and enough for the log of PostgreSQL. */
const LEFT_MB = 70
const ROWS = 20_000
const SMALL = {
  SANDBOX_TRACKS: '0',
  EVALUATE_AFTER_BUILD: 'false',
  TEST_JOB_RETRY_SECONDS: '1',
}

let disk: string | null = null
const folder = await mkdtemp(path.join(tmpdir(), 'segue-chaos-'))
try {
  await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=755`, 'tmpfs', folder])
  disk = folder
} catch {
  console.info('skipped: a small disk needs the right to mount one (root)')
}

describe.skipIf(disk === null)('an import, while everything goes wrong', { timeout: 300_000 }, () => {
  const dataDir = path.join(folder, 'data')
  let server: TestServer
  let isUp = false
  beforeAll(async () => {
    await mkdir(dataDir, { mode: 0o755 })
    server = await startTestServer({ dataDir, env: SMALL })
    isUp = true
  }, 180_000)
  afterAll(async () => {
    if (isUp) await server.stop()
    await run('umount', ['-l', folder])
    await rm(folder, { recursive: true, force: true })
  })

  const killPostmaster = async () => {
    const pid = Number((await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])
    process.kill(pid, 'SIGKILL')
  }
  const isReady = async () => (await fetch(`${server.url}/api/ready`)).ok

  it('ends with every row stored, in the same process', async () => {
    const lines = Array.from(
      { length: ROWS },
      (_, n) => `${String(n).padStart(22, 'x')},Row ${n},Artist ${n % 50},0.5`,
    )
    const file = new Blob([['track_id,track_name,artists,energy', ...lines].join('\n')])
    const client = makeClient(server)
    const job = await client.import.file.mutate(file, describeFile({ filename: 'many.csv' }))

    await killPostmaster()
    await until('the database to be back', isReady)
    const second = spawnServer({ ...SMALL, DATA_DIR: dataDir })
    expect(await second.exited).toEqual({ code: 1, signal: null })
    expect(second.stderr()).toContain('is in use by process')

    const { bavail, bsize } = await statfs(folder)
    await writeFile(path.join(folder, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - LEFT_MB * MB)))
    await expect(
      client.import.file.mutate(
        new Blob(['track_id,track_name,artists\n']),
        describeFile({ filename: 'b.csv' }),
      ),
    ).rejects.toMatchObject({ data: { domain: { code: 'DISK_FULL' } } })
    await killPostmaster()
    await until('the database to be back', isReady)
    await rm(path.join(folder, 'filler'))

    expect(await endOfJob(client, job.id)).toMatchObject({ state: 'done' })
    expect((await client.catalog.overview.query()).tracks).toBe(ROWS)
    expect(server.logs().filter(({ level }) => level === 'fatal')).toEqual([])
  })
})
