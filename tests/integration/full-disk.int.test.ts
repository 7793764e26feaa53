import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFile } from '~server/client'
import { spawnServer, startTestServer, type TestServer } from '../setup/server'
import { makeClient } from './support/api'

const run = promisify(execFile)
const MB = 1024 ** 2
const DISK_MB = 260
const SMALL = { SANDBOX_TRACKS: '60', SANDBOX_PLAYLISTS: '3', EVALUATE_AFTER_BUILD: 'false' }

/** A disk in memory, where this may mount one. */
let disk: string | null = null
const folder = await mkdtemp(path.join(tmpdir(), 'segue-disk-'))
try {
  await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=755`, 'tmpfs', folder])
  disk = folder
} catch {
  console.info('skipped: a small disk needs the right to mount one (root)')
}

describe.skipIf(disk === null)('a server on a small disk', { timeout: 180_000 }, () => {
  const dataDir = path.join(folder, 'data')
  const filler = path.join(folder, 'filler')
  let server: TestServer
  let isUp = false
  beforeAll(async () => {
    await mkdir(dataDir, { mode: 0o755 })
    server = await startTestServer({ dataDir, env: SMALL })
    isUp = true
  }, 120_000)
  afterAll(async () => {
    if (isUp) await server.stop()
    await run('umount', ['-l', folder])
    await rm(folder, { recursive: true, force: true })
  })

  it('refuses an upload that would fill it, and goes on with all it has', async () => {
    const line = 'x'.repeat(1023)
    const head = 'track_id,track_name,artists,energy\n'
    const rows = `${line}\n`.repeat(DISK_MB * 1024)
    const sending = makeClient(server).import.file.mutate(
      new Blob([head, rows]),
      describeFile({ filename: 'large.csv' }),
    )
    await expect(sending).rejects.toMatchObject({
      data: {
        httpStatus: 507,
        domain: { code: 'DISK_FULL', hint: expect.stringContaining('room') as string },
      },
    })
    expect((await fetch(`${server.url}/api/ready`)).status).toBe(200)
    expect(server.logs().filter(({ level }) => level === 'fatal')).toEqual([])
  })

  it('says so in a sentence where it is too full to start', async () => {
    await server.stop()
    // What does not fit is refused, and the disk is full.
    await expect(writeFile(filler, Buffer.alloc(DISK_MB * MB))).rejects.toMatchObject({ code: 'ENOSPC' })
    const refused = spawnServer({ ...SMALL, DATA_DIR: dataDir })
    expect(await refused.exited).toEqual({ code: 1, signal: null })
    expect(refused.stderr()).toMatch(/^Segue did not start: \d+ MB are free .* a start needs 32 MB\. .*\.\n$/)
    await rm(filler)
    server = await startTestServer({ dataDir, env: SMALL })
    expect((await fetch(`${server.url}/api/ready`)).status).toBe(200)
  })
})
