import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSql, type Sql } from '~db/client'
import { DomainError } from '~server/domain/errors'
import { createSchedules } from '~server/jobs/schedules'
import type { AttemptEnd } from '~server/jobs/job-attempt.repository'
import { createJobScheduleRepository } from '~server/jobs/job-schedule.repository'
import { emptyReport } from '~server/ingestion/playlists/ingest-report'
import type { NewJob, TakenJob } from '~server/jobs/job-queue.repository'
import { until } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { newJob, OPERATOR, openQueue, type TestQueue } from './support/job-queue'

const MANY = 1000
/** Long enough to look about before. */
const WAIT_SECONDS = 4
let database: TestDatabase
let otherSql: Sql
/** Two processes on one database. */
let one: TestQueue
let two: TestQueue
beforeAll(async () => {
  database = await createTestDatabase()
  otherSql = createSql(database.url, { max: 8 })
  one = openQueue(database.sql)
  two = openQueue(otherSql)
})
afterAll(async () => {
  await otherSql.end()
  await database.drop()
})
beforeEach(async () => {
  await database.sql`truncate jobs cascade`
})

const add = async (changes: Partial<NewJob> = {}) => (await one.queue.create(newJob(changes), MANY)).job
const take = (from = one) => from.queue.take({ maxSpotify: 10, nightly: true })
async function hold(changes: Partial<NewJob> = {}) {
  await add(changes)
  const taken = await take()
  if (!taken) throw new Error('nothing was taken')
  return { ...taken, held: { id: taken.job.id, attempt: taken.attempt } }
}
const stateOf = async (id: string) => (await one.rows.find(id, OPERATOR))?.state
const subjectsOf = (taken: (TakenJob | null)[]) => taken.map((job) => job?.job.subject)
const lost = new DomainError('JOB_LOST', 'Gone.')
const FAILED: AttemptEnd = { state: 'failed', error: lost, report: null }

describe('jobs that are asked for', () => {
  it('are one where they are equal, however many processes ask at once', async () => {
    const asked = Array.from({ length: 16 }, (_, i) => (i % 2 ? one : two).queue.create(newJob(), MANY))
    const made = await Promise.all(asked)
    expect(new Set(made.map(({ job }) => job.id)).size).toBe(1)
    expect(made.filter(({ created }) => created)).toHaveLength(1)
    expect((await two.queue.create(newJob({ subject: 'other.csv' }), MANY)).created).toBe(true)
    expect((await two.queue.create(newJob({ kind: 'ingest-playlist' }), MANY)).created).toBe(true)
    expect((await two.queue.create(newJob({ joinKey: 'another file of that name' }), MANY)).created).toBe(
      true,
    )
    expect(subjectsOf([await take(), await take(two), await take(), await take(two), await take()])).toEqual([
      'songs.csv',
      'other.csv',
      'songs.csv',
      'songs.csv',
      undefined,
    ])
  })

  it('start anew once the last one is over', async () => {
    const { held } = await hold()
    expect(await one.attempts.end(held, { state: 'done', report: null })).toBe(true)
    const again = await one.queue.create(newJob(), MANY)
    expect(again.created).toBe(true)
    expect((await one.rows.findLatest('import-file', 'songs.csv', OPERATOR))?.id).toBe(again.job.id)
  })

  it('are refused when too many wait, but joined all the same', async () => {
    await add()
    await add({ subject: 'b' })
    await expect(one.queue.create(newJob({ subject: 'c' }), 2)).rejects.toMatchObject({
      code: 'BUSY',
      retryAfterSeconds: 10,
    })
    expect((await one.queue.create(newJob({ subject: 'b' }), 2)).created).toBe(false)
  })

  it('are taken once each, by whoever comes', async () => {
    for (let i = 0; i < 20; i++) await add({ subject: String(i) })
    const taken = await Promise.all(Array.from({ length: 30 }, (_, i) => take(i % 2 ? one : two)))
    const subjects = subjectsOf(taken).filter((subject) => subject !== undefined)
    expect(new Set(subjects).size).toBe(20)
    expect(subjects).toHaveLength(20)
  })

  it('come with what was stored, those somebody waits for first', async () => {
    await add({ subject: 'nightly', priority: 'nightly' })
    await add({ subject: 'asked', input: { tracks: ['a', 'ß'], n: 1 } })
    const first = await take()
    expect(first).toMatchObject({ attempt: 1, faults: 0, input: { tracks: ['a', 'ß'], n: 1 } })
    expect(first?.job).toMatchObject({ subject: 'asked', state: 'running' })
    expect((await take())?.job.subject).toBe('nightly')
  })

  it('are hurried where somebody comes to wait for them', async () => {
    await add({ subject: 'first' })
    await add({ subject: 'index', kind: 'rebuild-index', priority: 'nightly' })
    const { job } = await two.queue.create(newJob({ subject: 'index', kind: 'rebuild-index' }), MANY)
    expect(job.priority).toBe('person')
    expect(subjectsOf([await take(), await take(), await take()])).toEqual(['first', 'index', undefined])
  })

  it('that ask Spotify are counted over all processes', async () => {
    for (const subject of ['a', 'b', 'c']) await add({ subject, kind: 'ingest-playlist', source: 'spotify' })
    await add({ subject: 'own', priority: 'nightly' })
    const takeTwo = (from: TestQueue) => from.queue.take({ maxSpotify: 2, nightly: true })
    const taken = await Promise.all([takeTwo(one), takeTwo(two), takeTwo(one), takeTwo(two)])
    const subjects = subjectsOf(taken)
    expect(subjects.filter((subject) => subject === 'own')).toHaveLength(1)
    expect(subjects.filter((subject) => subject !== 'own' && subject !== undefined)).toHaveLength(2)
    const done = taken.find((job) => job?.job.kind === 'ingest-playlist')
    await one.attempts.end(
      { id: done?.job.id ?? '', attempt: done?.attempt ?? 0 },
      { state: 'done', report: null },
    )
    expect((await takeTwo(two))?.job.kind).toBe('ingest-playlist')
  })
})

describe('a job that is held', () => {
  it('tells how far it is and, at a measured rate, how long it takes', async () => {
    const { held, job } = await hold()
    const pace = { rate: 25, waiting: null }
    expect(await one.attempts.progress(held, 'reading rows', 250, 1000, pace)).toBe('go-on')
    const reading = { state: 'running', stage: 'reading rows', done: 250, total: 1000, rate: 25 }
    expect(await one.rows.find(job.id, OPERATOR)).toMatchObject({ ...reading, etaSeconds: 30 })
    // Before there is a rate nothing is promised.
    await one.attempts.progress(held, 'storing playlists', 1, 5)
    expect(await one.rows.find(job.id, OPERATOR)).toMatchObject({ rate: null, etaSeconds: null })
  })

  it('ends once: what comes after the end changes nothing', async () => {
    const { held, job } = await hold()
    expect(await one.attempts.end(held, FAILED)).toBe(true)
    expect(await one.attempts.end(held, { state: 'done', report: emptyReport() })).toBe(false)
    expect(await one.attempts.progress(held, 'late', 1, 2)).toBe('lost')
    expect(await one.attempts.end(held, { state: 'queued' })).toBe(false)
    expect(await one.rows.find(job.id, OPERATOR)).toMatchObject({
      state: 'failed',
      error: { code: 'JOB_LOST' },
    })
  })

  it('is another process’s once that one has taken it up', async () => {
    const { held, job } = await hold()
    await one.attempts.end(held, { state: 'queued' })
    const again = await take(two)
    expect(again).toMatchObject({ attempt: 2, job: { id: job.id } })
    expect(await one.attempts.beat([held])).toEqual(['lost'])
    expect(await one.attempts.end(held, { state: 'done', report: null })).toBe(false)
    expect(await two.attempts.beat([{ id: job.id, attempt: 2 }])).toEqual(['go-on'])
  })

  it('waits until its time, and says for what', async () => {
    const { held, job } = await hold()
    const error = new DomainError('SPOTIFY_QUOTA_EXCEEDED', 'Used up.')
    await one.attempts.end(held, { state: 'waiting', error, seconds: WAIT_SECONDS, faults: 1 })
    expect(await one.rows.find(job.id, OPERATOR)).toMatchObject({
      state: 'waiting',
      error: { code: 'SPOTIFY_QUOTA_EXCEEDED' },
      notBefore: expect.any(String) as unknown,
    })
    expect(await take()).toBeNull()
    expect((await one.queue.create(newJob(), MANY)).job.id).toBe(job.id)
    await sleep(1000 * WAIT_SECONDS)
    let again: TakenJob | null = null
    await until('its time', async () => (again = await take(two)) !== null)
    expect(again).toMatchObject({ attempt: 2, faults: 1, job: { error: null } })
  })

  it('is told to stop where it is, and stopped at once where it waits', async () => {
    const { held, job } = await hold()
    expect(await two.queue.stop(job.id)).toMatchObject({ state: 'running', stage: 'stopping' })
    expect(await one.attempts.beat([held])).toEqual(['stop'])
    expect(await one.attempts.end(held, { state: 'cancelled' })).toBe(true)
    expect(await two.queue.stop(job.id)).toBeNull()
    const queued = await add({ subject: 'queued' })
    expect(await two.queue.stop(queued.id)).toMatchObject({ state: 'cancelled' })
    expect(await take()).toBeNull()
  })

  it('goes on where it is resumed, with the same input', async () => {
    const { held, job } = await hold({ input: { upload: 'kept' } })
    await one.attempts.end(held, FAILED)
    expect(await two.queue.resume(job.id)).toMatchObject({ state: 'queued', error: null })
    expect(await two.queue.resume(job.id)).toBeNull()
    expect(await take(two)).toMatchObject({ attempt: 2, input: { upload: 'kept' }, faults: 0 })
  })

  it('is not resumed beside an equal one: that one is given', async () => {
    const { held, job } = await hold()
    await one.attempts.end(held, FAILED)
    const next = await add()
    expect((await one.queue.resume(job.id))?.id).toBe(next.id)
    expect(await stateOf(job.id)).toBe('failed')
  })

  it('that waits can be resumed before its time', async () => {
    const { held, job } = await hold()
    await one.attempts.end(held, { state: 'waiting', error: lost, seconds: 3600, faults: 1 })
    await one.queue.resume(job.id)
    expect((await take())?.job.id).toBe(job.id)
    expect(await take()).toBeNull()
  })
})

describe('jobs whose process is gone', () => {
  const age = (id: string) =>
    database.sql`update jobs set heartbeat_at = now() - interval '2 minutes' where id = ${id}`

  it('are taken up once by those who look, the others are not', async () => {
    const dead = await hold({ subject: 'dead' })
    const alive = await hold({ subject: 'alive' })
    await age(dead.job.id)
    const again = (): AttemptEnd => ({ state: 'waiting', error: lost, seconds: 0, faults: 1 })
    const looked = await Promise.all([one.attempts.recover(30, again), two.attempts.recover(30, again)])
    expect(looked.flat()).toEqual([{ id: dead.job.id, attempt: 1, end: 'waiting' }])
    expect(await stateOf(alive.job.id)).toBe('running')
    await until('it to be due', async () => (await take(two))?.job.id === dead.job.id, 5000)
    expect(await one.attempts.end(dead.held, { state: 'done', report: null })).toBe(false)
  })

  it('say how often that happened, until somebody goes on with them', async () => {
    const { job } = await hold()
    const told: number[] = []
    const again = ({ deaths }: { deaths: number }): AttemptEnd => {
      told.push(deaths)
      return { state: 'waiting', error: lost, seconds: 0, faults: 0 }
    }
    for (let n = 0; n < 2; n++) {
      await age(job.id)
      await one.attempts.recover(30, again)
      await until('it to be due', async () => (await take(two))?.job.id === job.id, 5000)
    }
    expect(told).toEqual([0, 1])
    await age(job.id)
    await one.attempts.recover(30, () => FAILED)
    await one.queue.resume(job.id)
    expect(await database.sql`select deaths from jobs`).toEqual([{ deaths: 0 }])
  })

  it('fail with the reason when enough was tried, and are cancelled where they were to stop', async () => {
    const [failing, stopping] = [await hold({ subject: 'a' }), await hold({ subject: 'b' })]
    await one.queue.stop(stopping.job.id)
    await age(failing.job.id)
    await age(stopping.job.id)
    await one.attempts.recover(30, () => FAILED)
    expect(await one.rows.find(failing.job.id, OPERATOR)).toMatchObject({
      state: 'failed',
      error: { code: 'JOB_LOST' },
    })
    expect(await stateOf(stopping.job.id)).toBe('cancelled')
  })
})

describe('a schedule', () => {
  const EVERY_SECOND = '* * * * * *'
  const log = pino({ level: 'silent' })

  it('fires once at each of its times for two processes that both keep it', async () => {
    const fired: string[] = []
    const keep = (sql: Sql) => {
      const { runOnce } = createJobScheduleRepository(sql)
      const noting = (name: string, plannedFor: Date, work: () => Promise<unknown>) =>
        runOnce(name, plannedFor, async () => {
          fired.push(plannedFor.toISOString())
          await work()
        })
      const schedules = createSchedules({ runOnce: noting }, log)
      schedules.add('every second', EVERY_SECOND, 'Europe/Berlin', () => Promise.resolve())
      return schedules
    }
    const both = [keep(database.sql), keep(otherSql)]
    await until('the schedule to fire some times', () => Promise.resolve(fired.length >= 4))
    for (const schedules of both) schedules.stop()
    expect(new Set(fired).size).toBe(fired.length)
  })

  it('is left to the next process where the first fails', async () => {
    const { runOnce } = createJobScheduleRepository(database.sql)
    const at = new Date('2026-01-01T03:30:00Z')
    const done: string[] = []
    await expect(runOnce('daily', at, () => Promise.reject(lost))).rejects.toBe(lost)
    await runOnce('daily', at, () => Promise.resolve(done.push('second')))
    await runOnce('daily', at, () => Promise.resolve(done.push('third')))
    expect(done).toEqual(['second'])
  })
})
