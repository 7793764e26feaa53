import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SegueClient } from '~server/client'
import type { Job } from '~server/domain/job'
import { startHeldSpotify, type HeldSpotify } from '../setup/held-spotify'
import { startTestServer, until, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient } from './support/api'
import { runCli } from './support/cli'
import { newJob, openQueue } from './support/job-queue'

let database: TestDatabase
let spotify: HeldSpotify
let server: TestServer
let client: SegueClient
beforeAll(async () => {
  database = await createTestDatabase()
  spotify = await startHeldSpotify()
  server = await startTestServer({ databaseUrl: database.url, env: spotify.env })
  client = makeClient(server)
}, 120_000)
afterAll(async () => {
  await server.stop()
  await spotify.close()
  await database.drop()
})

const segue = (...args: string[]) => runCli(server, tmpdir(), args)
const parseJob = (text: string) => JSON.parse(text) as Job

/** The job about a playlist, when its first batch is stored. */
async function findStarted(playlist: string): Promise<string> {
  let id: string | undefined
  await until('the first batch', async () => {
    const jobs = await client.job.list.query({ limit: 200 })
    id = jobs.find(({ subject, done }) => subject === playlist && done === 300)?.id
    return id !== undefined
  })
  return id ?? ''
}

describe('segue ingest and segue jobs', { timeout: 120_000 }, () => {
  it('tell in lines how far it is, stop it from another terminal, and go on with it', async () => {
    const { id: playlist, link, items } = spotify.takePlaylist()
    const ingesting = segue('ingest', link)
    const job = await findStarted(playlist)
    const cancelled = await segue('jobs', job, '--cancel', '--json')
    expect(cancelled.code).toBe(0)
    expect(parseJob(cancelled.out)).toMatchObject({ id: job, kind: 'ingest-playlist', subject: playlist })
    const { code, err } = await ingesting
    expect(code).toBe(1)
    expect(err).toMatch(new RegExp(`^(reading|describing) tracks [\\d,]+ of ${String(items)}`, 'm'))
    expect(err).toContain(`segue jobs ${job} --resume`)
    expect(err).not.toContain('\u001b')
    expect((await endOfJob(client, job)).state).toBe('cancelled')

    spotify.release(playlist)
    const resumed = await segue('jobs', job, '--resume', '--follow', '--json')
    expect(resumed.code).toBe(0)
    const { state, report } = parseJob(resumed.out)
    expect(state).toBe('done')
    expect(report).toMatchObject({ read: items, playlists: 1 })
    expect(resumed.err).toMatch(/^(waiting for its turn|(reading|describing) tracks )/m)

    const late = await segue('jobs', job, '--cancel')
    expect(late).toMatchObject({ code: 1, out: '' })
    expect(late.err).toContain('The job has ended already.')
  })

  it('ask again about tracks that no source knew, and find those that are known by then', async () => {
    const { id: playlist, link, items } = spotify.takePlaylist()
    spotify.release(playlist)
    spotify.setKnowing(false)
    const read = await segue('ingest', link, '--json')
    expect(read.code).toBe(0)
    const { job } = JSON.parse(read.out) as { job: Job }
    const lacking = job.report?.undescribed ?? 0
    expect(lacking).toBeGreaterThan(items / 2)
    const before = await client.playlist.summary.query({ id: playlist })

    spotify.setKnowing(true)
    const again = await segue('jobs', job.id, '--retry', '--follow', '--json')
    expect(again.code).toBe(0)
    const retried = parseJob(again.out)
    expect(retried).toMatchObject({ kind: 'describe-tracks', subject: job.id, state: 'done' })
    expect(retried.id).not.toBe(job.id)
    const { read: asked = 0, searchable = 0, undescribed = 0 } = retried.report ?? {}
    expect(asked).toBe(lacking)
    expect(searchable).toBeGreaterThan(0)
    expect(searchable + undescribed).toBe(lacking)
    const left = await client.job.describe.query({ id: job.id })
    expect(left.failures).toHaveLength(undescribed)
    const after = await client.playlist.summary.query({ id: playlist })
    expect(after.summary?.searchable).toBe((before.summary?.searchable ?? 0) + searchable)
  })

  it('refuse two changes at once, and one of no job', async () => {
    expect((await segue('jobs', '--cancel')).code).toBe(2)
    const { code, err } = await segue('jobs', 'x', '--cancel', '--resume')
    expect(code).toBe(2)
    expect(err).toContain('Choose one of --cancel, --resume and --retry.')
  })
})

describe('an operator’s token', { timeout: 120_000 }, () => {
  it('lists, stops and takes up a job that is a user’s own, which guests are not shown', async () => {
    const { id: playlist } = spotify.takePlaylist()
    const [user] = await database.sql<{ id: string }[]>`insert into users default values returning id`
    const asking = openQueue(database.sql)
    const input = { playlist, reader: null, liked: null }
    const wanted = newJob({
      kind: 'ingest-playlist',
      subject: playlist,
      input,
      source: 'spotify',
      userId: user?.id ?? null,
    })
    const { id } = (await asking.queue.create(wanted, 100)).job
    await until('the first batch', async () => (await client.job.get.query({ id })).done === 300)

    const query = encodeURIComponent(JSON.stringify({ id }))
    expect((await fetch(`${server.url}/api/trpc/job.get?input=${query}`)).status).toBe(404)
    expect((await client.job.list.query({ limit: 200 })).map((job) => job.id)).toContain(id)
    expect((await segue('jobs', id, '--cancel')).code).toBe(0)
    expect((await endOfJob(client, id)).state).toBe('cancelled')
    spotify.release(playlist)
    const { code, out, err } = await segue('jobs', id, '--resume', '--follow', '--json')
    expect(code, err).toBe(0)
    expect(parseJob(out)).toMatchObject({ id, state: 'done' })
  })
})
