import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOG_START, type JobEvent } from '~server/domain/job-event'
import { createRedisProgressLog } from '~server/redis/progress-log'
import { createJobEventsRepository } from '~server/jobs/job-events.repository'
import { followLog, type FollowStep } from '~server/jobs/progress/follow-log'
import type { ProgressLog } from '~server/catalog/ports'
import { createWakeHub } from '~server/jobs/progress/wake-hub'
import { until } from '../setup/server'
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '../setup/services'

let database: TestDatabase
let test: TestRedis
beforeAll(async () => {
  database = await createTestDatabase()
  test = await createTestRedis()
})
afterAll(async () => {
  await test.close()
  await database.drop()
})

/** Events kept of a job. */
const MAX = 20
const logs: [string, (maxEvents?: number) => ProgressLog][] = [
  ['Redis', (maxEvents = MAX) => createRedisProgressLog(test.redis, { maxEvents, keepHours: 1 })],
  ['Postgres', (maxEvents = MAX) => createJobEventsRepository(database.sql, { maxEvents })],
]

async function addJob(): Promise<string> {
  const [row] = await database.sql<{ id: string }[]>`
    insert into jobs (kind, subject) values ('ingest-playlist', gen_random_uuid()) returning id`
  return row?.id ?? ''
}

const toEvent = (done: number): JobEvent => ({
  at: new Date().toISOString(),
  state: 'running',
  stage: 'reading tracks',
  done,
  total: 100,
  rate: 12.5,
  etaSeconds: 8,
  waiting: { for: 'Spotify asks us to wait', until: new Date().toISOString() },
  failures: [{ position: done, track: null, name: '𝄞 “Ünïcode”', reason: 'nobody knows it' }],
})

async function appendMany(log: ProgressLog, id: string, from: number, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = from; i < from + count; i++) ids.push(await log.append(id, toEvent(i)))
  return ids
}

/** Follows until `count` events have come, and gives the steps without the quiet ones; `steps` has those so far. */
async function collect(
  log: ProgressLog,
  id: string,
  after: string,
  count: number,
  hub = createWakeHub(),
  steps: FollowStep[] = [],
): Promise<FollowStep[]> {
  const controller = new AbortController()
  for await (const step of followLog({ log, hub }, id, after, controller.signal)) {
    if (step.kind !== 'quiet') steps.push(step)
    if (steps.length >= count) controller.abort()
    if (controller.signal.aborted) break
  }
  return steps
}

const doneOf = (steps: FollowStep[]) => steps.map((step) => (step.kind === 'event' ? step.event.done : null))

describe.each(logs)('the progress log in %s', (_name, make) => {
  it('gives back what was appended, in order, under the ids that append gave', async () => {
    const [log, id] = [make(), await addJob()]
    expect(await log.findLast(id)).toBe(LOG_START)
    const ids = await appendMany(log, id, 1, 5)
    const { events, gap } = await log.read(id, LOG_START, 100)
    expect(gap).toBe(false)
    expect(events.map((event) => event.id)).toEqual(ids)
    expect(events.map(({ event }) => event.done)).toEqual([1, 2, 3, 4, 5])
    expect(events[0]?.event).toEqual({
      ...toEvent(1),
      at: events[0]?.event.at,
      waiting: events[0]?.event.waiting,
    })
    expect(await log.findLast(id)).toBe(ids[4])
  })

  it('goes on behind any id, a page at a time', async () => {
    const [log, id] = [make(), await addJob()]
    const ids = await appendMany(log, id, 1, 7)
    const { events, gap } = await log.read(id, ids[2] ?? '', 3)
    expect([gap, events.map(({ event }) => event.done)]).toEqual([false, [4, 5, 6]])
    expect(await log.read(id, ids[6] ?? '', 3)).toEqual({ events: [], gap: false })
  })

  it('keeps the jobs apart', async () => {
    const [log, one, two] = [make(), await addJob(), await addJob()]
    await appendMany(log, one, 1, 2)
    await appendMany(log, two, 50, 1)
    expect((await log.read(two, LOG_START, 10)).events.map(({ event }) => event.done)).toEqual([50])
  })

  it('keeps the newest, and says that others are gone to whoever asks for them', async () => {
    const [log, id] = [make(), await addJob()]
    const ids = await appendMany(log, id, 1, MAX + 10)
    const { events } = await log.read(id, LOG_START, 1000)
    expect(events.map(({ event }) => event.done)).toEqual(Array.from({ length: MAX }, (_, i) => i + 11))
    expect((await log.read(id, ids[3] ?? '', 1000)).gap).toBe(true)
    expect((await log.read(id, ids[12] ?? '', 1000)).gap).toBe(false)
  })

  it('says so too where the id is one of a log that was lost', async () => {
    const [log, id] = [make(), await addJob()]
    await appendMany(log, id, 1, 2)
    expect((await log.read(id, '99999999', 10)).gap).toBe(true)
  })

  it('gives a follower each event once, while they are written', async () => {
    const [log, id] = [make(1000), await addJob()]
    const hub = createWakeHub()
    const listening = await log.listen(hub.wake)
    const following = collect(log, id, LOG_START, 60, hub)
    for (let i = 1; i <= 60; i++) {
      await log.append(id, toEvent(i))
      await sleep(2)
    }
    expect(doneOf(await following)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
    await listening.stop()
  })

  it('is followed as well by whoever is never woken', async () => {
    const [log, id] = [make(), await addJob()]
    const following = collect(log, id, LOG_START, 2)
    await sleep(50)
    await appendMany(log, id, 1, 2)
    expect(doneOf(await following)).toEqual([1, 2])
  })

  it('tells a follower of a gap, and goes on at its end', async () => {
    const [log, id] = [make(), await addJob()]
    const [first = ''] = await appendMany(log, id, 1, MAX + 5)
    const steps: FollowStep[] = []
    const following = collect(log, id, first, 2, createWakeHub(), steps)
    await until('the gap to be told', () => Promise.resolve(steps.length > 0))
    const last = await log.findLast(id)
    await appendMany(log, id, 77, 1)
    await following
    expect(steps[0]).toEqual({ kind: 'gap', after: last })
    expect(doneOf(steps.slice(1))).toEqual([77])
  })

  it('wakes whoever listens', async () => {
    const [log, id] = [make(), await addJob()]
    const woken: string[] = []
    const listening = await log.listen((jobId) => woken.push(jobId))
    await expect
      .poll(async () => {
        await log.append(id, toEvent(1))
        return woken.includes(id)
      })
      .toBe(true)
    await listening.stop()
  })
})

describe('the progress log in Postgres', () => {
  it('refuses to tell of a job that is not there', async () => {
    const log = createJobEventsRepository(database.sql, { maxEvents: MAX })
    await expect(log.append('00000000-0000-4000-8000-000000000000', toEvent(1))).rejects.toThrow('no job')
  })

  it('numbers in the order of commits, whoever writes', async () => {
    const log = createJobEventsRepository(database.sql, { maxEvents: 1000 })
    const id = await addJob()
    const ids = await Promise.all(Array.from({ length: 50 }, (_, i) => log.append(id, toEvent(i))))
    expect(new Set(ids).size).toBe(50)
    const { events } = await log.read(id, LOG_START, 1000)
    expect(events.map((event) => event.id)).toEqual(Array.from({ length: 50 }, (_, i) => String(i + 1)))
  })

  it('forgets what is old, and never gives a number again', async () => {
    const log = createJobEventsRepository(database.sql, { maxEvents: MAX })
    const id = await addJob()
    await appendMany(log, id, 1, 3)
    await database.sql`update job_events set at = now() - interval '25 hours' where job_id = ${id}`
    expect(await log.deleteOld(24)).toBe(3)
    expect((await log.read(id, '3', 10)).gap).toBe(true)
    expect(await log.append(id, toEvent(4))).toBe('4')
  })
})
