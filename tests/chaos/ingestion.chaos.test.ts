import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandbox, startSandboxServer, type SandboxServer } from '~server/sandbox'
import { until } from '../setup/server'
import { LOCK_MS, openFixture, type Fixture } from './ingestion/fixture'
import { drawPlan } from './ingestion/plan'
import { keepAsking, watchToTheEnd, type Asked, type Watched } from './ingestion/visitors'
import { createRandom } from '../integration/native/support.mjs'
import { makeClient } from '../integration/support/api'

/** The same number gives the same plan of blows, as far as a machine does the same twice. */
const seed = Number(process.env.CHAOS_SEED ?? 1)
const seconds = Number(process.env.CHAOS_SECONDS ?? 25)
const LISTS = Math.max(20, Math.round((20 * seconds) / 25))
const ITEMS = 500
const WORKERS = 2
const ASKERS = 2
/** A job that gave up is resumed by somebody, so often at most. */
const MAX_RESUMES = 5
/** What an answer takes: an ingestion then takes some seconds, and blows fall into the middle of it. */
const ANSWER_MS = 250
const BOUND_MS = 180_000
/** Whoever follows a job hears of its end. */
const WATCH_BOUND_MS = 30_000
/** Tracks that are looked for in the index one by one. */
const SAMPLE = 200

const sandbox = createSandbox({
  tracks: 200 * LISTS,
  playlists: 2 * LISTS,
  playlistItems: ITEMS,
  faults: {
    seed,
    rates: [
      { share: 0.01, fault: { kind: 'rate-limit', retryAfter: 1 } },
      { share: 0.01, fault: { kind: 'error', status: 503 } },
      { share: 1, fault: { kind: 'slow', milliseconds: ANSWER_MS } },
    ],
  },
})
const { catalogue } = sandbox
const lists = catalogue
  .playlists()
  .filter(({ public: isPublic }) => isPublic)
  .slice(0, LISTS)
const idOf = (index: number) => catalogue.idOf('playlist', index)

let spotify: SandboxServer
let fixture: Fixture

beforeAll(async () => {
  spotify = await startSandboxServer(sandbox, { host: '127.0.0.1', port: 0 })
  fixture = await openFixture(spotify, WORKERS)
}, 120_000)
afterAll(async () => {
  await fixture.close()
  await spotify.close()
}, 60_000)

/** Asks as somebody does who sees an error page: again a moment later. Gives the job. */
async function askFor(playlist: string): Promise<string> {
  const refusals: string[] = []
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    expect(fixture.ended).toEqual([])
    try {
      const opened = await makeClient(fixture.web()).link.open.mutate({ url: `spotify:playlist:${playlist}` })
      if (opened.kind !== 'playlist' || opened.jobId === null) throw new Error('no job was started')
      return opened.jobId
    } catch (error) {
      refusals.push(String(error))
      await sleep(300)
    }
  }
  throw new Error(`The playlist ${playlist} was not taken: ${refusals.slice(-3).join(', ')}`)
}

/** Gives the jobs in the order of the lists; each is followed from the moment it is known. */
async function askForAll(follow: (job: string) => void): Promise<string[]> {
  const jobs: string[] = []
  for (const { index } of lists) {
    const job = await askFor(idOf(index))
    jobs.push(job)
    follow(job)
    await sleep((seconds * 1000 * 0.8) / LISTS)
  }
  return jobs
}

/** Gives how often each kind of blow hit. */
async function strike(): Promise<Record<string, number>> {
  const began = Date.now()
  const hits: Record<string, number> = {}
  for (const blow of drawPlan(seed, { seconds, workers: WORKERS })) {
    await sleep(Math.max(0, began + blow.at - Date.now()))
    if (await fixture.hit(blow)) hits[blow.kind] = (hits[blow.kind] ?? 0) + 1
  }
  await fixture.settle()
  return hits
}

type Row = {
  id: string
  kind: string
  subject: string
  state: string
  attempt: number
  error: { code: string; message: string; hint: string } | null
}
const readJobs = () =>
  fixture.database.sql<Row[]>`select id, kind, subject, state, attempt, error from jobs order by created_at`

/** Waits until every job is done; one that failed says why, and is resumed. Gives the reasons. */
async function finishAll(): Promise<string[]> {
  const reasons: string[] = []
  const resumed = new Map<string, number>()
  await until(
    'every job to be done',
    async () => {
      const jobs = await readJobs()
      for (const { id, error } of jobs.filter(({ state }) => state === 'failed')) {
        expect(error?.code).not.toBe('INTERNAL')
        expect(error?.message.length).toBeGreaterThan(10)
        expect(error?.hint.length).toBeGreaterThan(10)
        reasons.push(`${error?.code ?? ''}: ${error?.message ?? ''}`)
        const times = (resumed.get(id) ?? 0) + 1
        resumed.set(id, times)
        expect(times, `job ${id} failed again: ${reasons.at(-1) ?? ''}`).toBeLessThanOrEqual(MAX_RESUMES)
        await makeClient(fixture.web()).job.resume.mutate({ id })
      }
      return jobs.every(({ state }) => state === 'done')
    },
    BOUND_MS,
  )
  return reasons
}

/** The items of a list as they are stored, in order; null for what is no track of Spotify. */
async function readItems(playlist: string): Promise<(string | null)[]> {
  const rows = await fixture.database.sql<{ position: number; track: string | null }[]>`
    select i.position, t.public_id as track from playlist_items i join playlists p on p.id = i.playlist_id
    left join tracks t on t.id = i.track_id where p.public_id = ${playlist} order by i.position`
  expect(rows.map(({ position }) => position)).toEqual(rows.map((_, position) => position))
  return rows.map(({ track }) => track)
}

async function expectIndexToBeTheDatabase(): Promise<void> {
  const rows = await fixture.database.sql<{ id: string }[]>`
    select public_id as id from tracks join track_vectors on track_id = tracks.id order by tracks.id`
  const client = makeClient(fixture.web())
  // As many members as vectors, each id once; of one in so many it is tried that it is a member.
  expect(await client.index.verify.mutate()).toMatchObject({
    ok: true,
    live: { count: rows.length, expected: rows.length },
  })
  for (const { id } of rows.filter((_, i) => i % Math.ceil(rows.length / SAMPLE) === 0)) {
    await client.similar.find.query({ id, k: 1 })
  }
  for (const worker of fixture.workers()) {
    await until('a worker to have the whole index', async () => {
      const figures = await (await fetch(`${worker.url}/metrics`)).text()
      return Number(/^segue_index_tracks (\d+)/m.exec(figures)?.[1]) === rows.length
    })
  }
}

async function expectNothingHeld(): Promise<void> {
  const { sql } = fixture.database
  const redis = new Redis(fixture.redisUrl)
  try {
    await sleep(LOCK_MS)
    expect(await redis.keys('segue:lock:*')).toEqual([])
  } finally {
    redis.disconnect()
  }
  await until('no advisory lock to be held', async () => {
    const held = await sql`select objid from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`
    return held.length === 0
  })
  expect(await sql`select * from staged_items`).toEqual([])
}

const toFigures = ({ processes, refusals, ...counts }: Asked) => ({
  ...counts,
  processes: processes.size,
  refusals: [...refusals],
})
const toLost = (watched: Watched[]) => watched.map(({ lost }) => lost).join(' ')

/** Visitors who are there from the first blow until every job is done. */
function openDoors() {
  const over = new AbortController()
  const watching: Promise<Watched>[] = []
  const asking = Array.from({ length: ASKERS }, (_, i) =>
    keepAsking(fixture, fixture.database.sql, createRandom(seed + i), over.signal),
  )
  // Looked at when the doors close; what goes wrong before must not end the process.
  for (const work of asking) work.catch(() => undefined)
  return {
    follow: (job: string) => void watching.push(watchToTheEnd(fixture, job, over.signal)),
    async close(): Promise<{ watched: Watched[]; asked: Asked[] }> {
      const late = setTimeout(() => {
        over.abort()
      }, WATCH_BOUND_MS)
      const watched = await Promise.all(watching)
      clearTimeout(late)
      over.abort()
      return { watched, asked: await Promise.all(asking) }
    },
  }
}

test(
  `${String(LISTS)} ingestions of ${String(ITEMS)} tracks survive kills of all processes, a Redis that comes and goes and cut connections (CHAOS_SEED=${String(seed)})`,
  { timeout: seconds * 1000 + 2 * BOUND_MS },
  async () => {
    console.info(`CHAOS_SEED=${String(seed)} CHAOS_SECONDS=${String(seconds)}`)
    const doors = openDoors()
    const [jobs, hits] = await Promise.all([askForAll(doors.follow), strike()])
    const struckAt = Date.now()
    const reasons = await finishAll()
    const { watched, asked } = await doors.close()
    const ingestions = (await readJobs()).filter(({ kind }) => kind === 'ingest-playlist')
    const attempts = ingestions.map(({ attempt }) => attempt)
    const restSeconds = ((Date.now() - struckAt) / 1000).toFixed(1)
    console.info(
      `blows ${JSON.stringify(hits)}; done ${restSeconds} s after the last one; attempts ${attempts.join(' ')}; resumed after ${JSON.stringify(reasons)}`,
    )
    console.info(`visitors ${JSON.stringify(asked.map(toFigures))}; streams lost ${toLost(watched)}`)
    expect(Object.keys(hits).sort()).toEqual(['cut', 'kill', 'redis', 'web'])
    expect(watched.map(({ states }) => states.at(-1))).toEqual(jobs.map(() => 'done'))
    expect(watched.some(({ lost }) => lost > 0)).toBe(true)
    for (const { answers, processes } of asked) {
      expect(answers).toBeGreaterThan(0)
      expect([...processes].at(-1), 'the web process that answered last').toBe(fixture.web().pid)
    }
    expect(new Set(jobs).size).toBe(LISTS)
    expect(new Set(ingestions.map(({ subject }) => subject)).size).toBe(LISTS)
    expect(Math.max(...attempts)).toBeGreaterThan(1)

    for (const { index, items } of lists) {
      const expected = [...items].map((entry) => (entry < 0 ? null : catalogue.idOf('track', entry)))
      expect(await readItems(idOf(index)), `playlist ${String(index)}`).toEqual(expected)
    }
    const wanted = new Set(lists.flatMap(({ items }) => [...items].filter((entry) => entry >= 0)))
    const stored = await fixture.database.sql<{ id: string; searchable: boolean }[]>`
      select public_id as id, track_id is not null as searchable
      from tracks left join track_vectors on track_id = tracks.id`
    expect(stored.map(({ id }) => id).sort()).toEqual(
      [...wanted].map((track) => catalogue.idOf('track', track)).sort(),
    )
    expect(stored.every(({ searchable }) => searchable)).toBe(true)
    await expectIndexToBeTheDatabase()
    await expectNothingHeld()
    expect(fixture.ended).toEqual([])
  },
)
