import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSandbox, startSandboxServer, type SandboxServer } from '~server/sandbox'
import { until } from '../setup/server'
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '../setup/services'
import type { IngestEvent } from './frozen-holder/ingest-events'
import { bundleProcess, startProcess } from './support/child-process'

const LOCK_MS = 1000
/** Two batches of 300 are stored before it. */
const HELD_PAGE = 700
const sandbox = createSandbox({ tracks: 4000, playlists: 6, appKind: 'extended' })
const { catalogue } = sandbox
/** The list as it is first, and what it becomes. */
const [before, after] = [...catalogue.playlists()].sort((a, b) => b.items.length - a.items.length)
const idOf = (index: number | undefined) => catalogue.idOf('playlist', index ?? -1)
const id = idOf(before?.index)
const sizeOf = (list: typeof before) => list?.items.length ?? 0

let database: TestDatabase
let redis: TestRedis
let server: SandboxServer
let bundle: string
/** What the next call for the page is held by; and what is asked for, in order. */
let gate: Promise<void> | null = null
let changed = false
let asked: string[] = []
const running = new Set<ReturnType<typeof start>>()

beforeAll(async () => {
  ;[database, redis, bundle] = await Promise.all([
    createTestDatabase(),
    createTestRedis(),
    bundleProcess('frozen-holder/ingest-process.ts'),
  ])
  const handle = async (request: Request, signal?: AbortSignal) => {
    const url = new URL(request.url)
    asked.push(url.pathname + url.search)
    if (url.searchParams.get('offset') === String(HELD_PAGE)) await gate
    const now = changed ? request.url.replace(id, idOf(after?.index)) : request.url
    return sandbox.handle(new Request(now, request), signal)
  }
  server = await startSandboxServer({ ...sandbox, handle }, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await server.close()
  await Promise.all([database.drop(), redis.close()])
})
beforeEach(async () => {
  ;[gate, changed, asked] = [null, false, []]
  await database.sql`truncate playlists, playlist_readings, tracks, fences cascade`
})
afterEach(async () => {
  for (const child of running) await child.kill()
  running.clear()
})

function start(redisUrl: string | null) {
  const task = { databaseUrl: database.url, redisUrl, lockMs: LOCK_MS, sandboxUrl: server.url, playlist: id }
  const child = startProcess<IngestEvent>(bundle, task)
  running.add(child)
  return child
}

function hold(): () => void {
  let release = () => {}
  gate = new Promise((resolve) => (release = resolve))
  return release
}

/** Every row that an ingestion may write. */
async function dump() {
  const tables = ['tracks', 'track_vectors', 'feature_sets', 'playlists', 'playlist_items']
  const rows = await Promise.all(
    [...tables, 'playlist_readings', 'staged_items', 'fences'].map((table) =>
      database.sql.unsafe(
        `select md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) as rows from ${table} t`,
      ),
    ),
  )
  return rows.flat()
}

async function readItems(): Promise<(string | null)[]> {
  const rows = await database.sql<{ track: string | null }[]>`
    select t.public_id as track from playlist_items i join playlists p on p.id = i.playlist_id
    left join tracks t on t.id = i.track_id where p.public_id = ${id} order by i.position`
  return rows.map(({ track }) => track)
}
const listed = (list: typeof before) =>
  [...(list?.items ?? [])].map((index) => (index < 0 ? null : catalogue.idOf('track', index)))

describe.each(['Redis', 'Postgres'])(
  'a holder (locks in %s) that is frozen past the life of its lock',
  (kind) => {
    it('writes nothing any more when it goes on: what a later one wrote stays', async () => {
      const redisUrl = kind === 'Redis' ? redis.url : null
      const release = hold()
      const frozen = start(redisUrl)
      await frozen.saw('batch', 2)
      frozen.signal('SIGSTOP')
      const name = `segue:lock:playlist:${id}`
      await until('the lock to end', async () => {
        if (kind === 'Redis') return (await redis.redis.exists(name)) === 0
        const [row] = await database.sql`
          select from pg_locks where locktype = 'advisory' and granted
            and pid in (select pid from pg_stat_activity where application_name = 'segue locks')`
        return row === undefined
      })

      gate = null
      changed = true
      const later = start(redisUrl)
      expect((await later.saw('done')).report).toMatchObject({ read: sizeOf(after), playlists: 1 })
      expect(await readItems()).toEqual(listed(after))
      const rows = await dump()

      frozen.signal('SIGCONT')
      release()
      expect(await frozen.saw('failed')).toMatchObject({ code: 'LOCK_LOST' })
      await frozen.exited
      expect(frozen.find('batch')).toHaveLength(2)
      expect(await dump()).toEqual(rows)
    })
  },
)

describe('a process that is killed while it reads a playlist', () => {
  it('leaves its batches to the next, which asks for no page of them again and reports the whole', async () => {
    const release = hold()
    const killed = start(null)
    await killed.saw('batch', 2)
    expect(await killed.kill()).toBe('SIGKILL')
    release()
    const offsets = () =>
      asked.flatMap((path) => (path.includes('/items?') ? [Number(/offset=(\d+)/.exec(path)?.[1])] : []))
    const read = offsets().length

    const next = start(null)
    const { report } = await next.saw('done')
    expect(Math.min(...offsets().slice(read))).toBe(600)
    expect(await readItems()).toEqual(listed(before))
    const tracks = new Set(listed(before).filter((track) => track !== null)).size
    expect(report).toMatchObject({ read: sizeOf(before), added: tracks, searchable: tracks, playlists: 1 })
    expect(report.added + report.merged + report.skipped).toBe(report.read)
    expect(await database.sql`select from playlist_readings`).toHaveLength(0)
    const features = asked.filter((path) => path.includes('/audio-features?'))
    expect(new Set(features).size).toBe(features.length)
  })
})
