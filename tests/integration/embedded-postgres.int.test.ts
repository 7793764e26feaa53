import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSql } from '~db/client'
import { startEmbeddedPostgres, type EmbeddedDatabase } from '~db/embedded'
import { makeDataDir, spawnServer, until } from '../setup/server'

const keeper = path.resolve(import.meta.dirname, '../../build/db/embedded-keeper.mjs')
const run = promisify(execFile)

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const postmaster = async (dataDir: string): Promise<number> =>
  Number((await readFile(path.join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])

async function withSql<T>(url: string, work: (sql: ReturnType<typeof createSql>) => Promise<T>): Promise<T> {
  const sql = createSql(url, { max: 1 })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

describe('the embedded Postgres', () => {
  /** One cluster for all tests in a row: making one takes longer than everything else here. */
  let dataDir: string
  const started: EmbeddedDatabase[] = []
  const start = async (at: string) => {
    const database = await startEmbeddedPostgres({ keeper, dataDir: at })
    started.push(database)
    return database
  }
  beforeAll(async () => {
    dataDir = await makeDataDir()
  })
  afterEach(async () => {
    for (const database of started.splice(0)) await database.stop()
  })
  afterAll(() => rm(dataDir, { recursive: true, force: true }))

  it('starts with a database that listens on loopback only and wants its password', async () => {
    const { url } = await start(dataDir)
    const [row] = await withSql(url, (sql) => sql`select current_setting('listen_addresses') as at`)
    expect(row).toEqual({ at: '127.0.0.1' })
    const wrong = new URL(url)
    wrong.password = 'wrong'
    await expect(withSql(wrong.href, (sql) => sql`select 1`)).rejects.toMatchObject({ code: '28P01' })
  })

  it('keeps its data over a restart, and leaves nothing running', async () => {
    const first = await start(dataDir)
    await withSql(first.url, async (sql) => {
      await sql`create table kept (what text)`
      await sql`insert into kept values ('Größe 🎵')`
    })
    const pid = await postmaster(dataDir)
    await first.stop()
    expect(isAlive(pid)).toBe(false)
    const second = await start(dataDir)
    expect(await withSql(second.url, (sql) => sql`select what from kept`)).toEqual([{ what: 'Größe 🎵' }])
  })

  it('goes down with a server that is killed, and the next one finds the data', async () => {
    const first = spawnServer({ DATA_DIR: dataDir, SANDBOX_TRACKS: '60', SANDBOX_PLAYLISTS: '3' })
    const announced = /Segue is at (http:\/\/\S+)/
    await until('the first server', async () => announced.test(first.stderr()))
    const url = announced.exec(first.stderr())?.[1] ?? ''
    await until('some tracks', async () => (await countTracks(url)) > 0)
    const pid = await postmaster(dataDir)
    first.child.kill('SIGKILL')
    await first.exited
    await until('Postgres to stop', async () => !isAlive(pid), 15_000)
    await until('the keeper to stop', async () => (await findProcesses(dataDir)) === '', 5000)

    const { url: again } = await start(dataDir)
    const [row] = await withSql(
      again,
      (sql) => sql<{ count: number }[]>`select count(*)::int as count from tracks`,
    )
    expect(row?.count).toBeGreaterThan(0)
  })

  it('takes over from a keeper that was killed and left its server behind', async () => {
    const password = path.join(dataDir, 'postgres-password')
    const child = spawn(process.execPath, [keeper, path.join(dataDir, 'postgres'), password], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const gone = once(child, 'exit')
    await once(child.stdout, 'data')
    const pid = await postmaster(dataDir)
    child.kill('SIGKILL')
    await gone
    expect(isAlive(pid)).toBe(true)
    const { url } = await start(dataDir)
    expect(isAlive(pid)).toBe(false)
    expect(await withSql(url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
  })

  it('says why it does not start', async () => {
    const broken = await makeDataDir()
    await mkdir(path.join(broken, 'postgres'))
    await writeFile(path.join(broken, 'postgres/PG_VERSION'), '18\n')
    await expect(start(broken)).rejects.toThrow(/did not start \(exit code 1\)\. \S.{10}/)
    await rm(broken, { recursive: true })
  })

  it.skipIf(process.getuid?.() !== 0)('works in a folder that only root may enter', async () => {
    const closed = path.join(homedir(), `.segue-test-${process.pid}`)
    await mkdir(closed, { mode: 0o700 })
    await chmod(closed, 0o700)
    try {
      const first = await start(closed)
      await withSql(first.url, (sql) => sql`create table kept (what text)`)
      await first.stop()
      const second = await start(closed)
      expect(await withSql(second.url, (sql) => sql`select count(*)::int as rows from kept`)).toEqual([
        { rows: 0 },
      ])
      await second.stop()
      expect(existsSync(systemFolderOf(closed))).toBe(true)
    } finally {
      await rm(closed, { recursive: true, force: true })
      await rm(systemFolderOf(closed), { recursive: true, force: true })
    }
  })
})

async function countTracks(url: string): Promise<number> {
  const answer = (await (await fetch(`${url}/api/trpc/catalog.overview`)).json()) as {
    result: { data: { tracks: number } }
  }
  return answer.result.data.tracks
}

/** Processes that name `text` on their command line. */
async function findProcesses(text: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', 'pgrep -f -- "$0" | grep -vx $$ || true', text])
  return stdout.trim()
}

/** Where the data of a closed folder goes. */
function systemFolderOf(dataDir: string): string {
  const name = createHash('sha256').update(path.join(dataDir, 'postgres')).digest('hex').slice(0, 12)
  return path.join('/var/lib/segue', name)
}
