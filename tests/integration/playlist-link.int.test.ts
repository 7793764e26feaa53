import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SegueClient } from '~server/client'
import { createSandbox } from '~server/sandbox'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient, postRecommend, readError, recommend } from './support/api'
import { fillCatalog } from './support/tracks'

const { catalogue } = createSandbox({ tracks: 300, playlists: 10 })
const open = catalogue.playlistIds().filter((id) => catalogue.playlist(id)?.public)

let database: TestDatabase
let server: TestServer
let client: SegueClient
beforeAll(async () => {
  database = await createTestDatabase()
  // A catalog that has something is not seeded: what is in it afterwards, the tests put there.
  await fillCatalog(database.sql, 0, 1)
  server = await startTestServer({ databaseUrl: database.url })
  client = makeClient(server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

type Answer = {
  playlist: { id: string; name?: string }
  summary: { tracks: number } | null
  job: { id: string }
}
const ask = async (id: string) => {
  const response = await postRecommend(server, { url: `https://open.spotify.com/playlist/${id}` })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

/** What a playlist of the sandbox holds. */
function contents(id: string) {
  const entries = [...(catalogue.playlist(id)?.items ?? [])]
  const tracks = entries.filter((index) => index >= 0)
  return { items: entries.length, tracks: new Set(tracks).size, places: tracks.length }
}

describe('the link of a playlist', () => {
  it('starts a job, and when that is done the summary is there and every track is searchable', async () => {
    const [id = ''] = open
    const known = contents(id)
    const first = await ask(id)
    expect(first).toMatchObject({ playlist: { id }, job: { kind: 'ingest-playlist', subject: id } })
    const job = await endOfJob(client, first.job.id)
    expect(job).toMatchObject({
      state: 'done',
      report: {
        read: known.items,
        added: known.tracks,
        merged: known.places - known.tracks,
        skipped: known.items - known.places,
        playlists: 1,
        searchable: known.tracks,
      },
    })
    const { summary } = await ask(id)
    expect(summary).toMatchObject({
      playlist: { id, name: catalogue.playlist(id)?.name, trackCount: known.items },
      items: known.items,
      tracks: known.tracks,
      searchable: known.tracks,
      duplicates: known.places - known.tracks,
    })
    for (const index of [...(catalogue.playlist(id)?.items ?? [])]
      .filter((entry) => entry >= 0)
      .slice(0, 5)) {
      const track = catalogue.idOf('track', index)
      const { neighbours } = (await client.similar.batch.query({ ids: [track], k: 5 }))[0] ?? {
        neighbours: [],
      }
      expect(neighbours).toHaveLength(5)
    }
  })

  it('reads nothing again while Spotify’s snapshot is the same', async () => {
    const [id = ''] = open
    const job = await endOfJob(client, (await ask(id)).job.id)
    expect(job).toMatchObject({
      state: 'done',
      report: { added: 0, updated: 0, unchanged: contents(id).items },
    })
  })

  it('starts one job for many who ask at once', async () => {
    const id = open[1] ?? ''
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(id)))
    const jobs = await database.sql<{ id: string }[]>`select id from jobs where subject = ${id}`
    expect(new Set(answers.map(({ job }) => job.id)).size).toBeLessThanOrEqual(jobs.length)
    for (const { job } of answers) expect((await endOfJob(client, job.id)).state).toBe('done')
    const [row] = await database.sql`
      select count(*)::int as items from playlist_items i join playlists p on p.id = i.playlist_id where p.public_id = ${id}`
    expect(row).toEqual({ items: contents(id).items })
  })

  it('that nobody knows ends in a job that says so', async () => {
    const job = await endOfJob(client, (await ask('A'.repeat(22))).job.id)
    expect(job).toMatchObject({ state: 'failed', error: { code: 'PLAYLIST_NOT_FOUND' } })
    expect(job.error?.hint).toContain('37i9dQZ')
  })

  it('has a page that works without JavaScript', async () => {
    const [id = ''] = open
    const page = await fetch(`${server.url}/p/${id}`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain((catalogue.playlist(id)?.name ?? '?').replaceAll('&', '&amp;'))
  })
})

describe('the link of a track that the catalog lacks', () => {
  it('adds it and answers with what is like it', async () => {
    const count = async (id: string) =>
      (
        await database.sql<
          { rows: number }[]
        >`select count(*)::int as rows from tracks where public_id = ${id}`
      )[0]?.rows
    const stored = new Set(open.slice(0, 2).flatMap((id) => [...(catalogue.playlist(id)?.items ?? [])]))
    const missing = catalogue.idOf('track', [...Array(300).keys()].find((index) => !stored.has(index)) ?? -1)
    expect(await count(missing)).toBe(0)
    const { query, tracks } = await recommend(server, `spotify:track:${missing}`)
    expect(query).toMatchObject({
      id: missing,
      name: catalogue.track(missing)?.title,
      featureSources: ['spotify'],
    })
    expect(tracks).toHaveLength(10)
    expect(await count(missing)).toBe(1)
  })
})

describe('an empty catalog', () => {
  it('is a state, no fault: the page says what to do, questions get a sentence', async () => {
    const own = await createTestDatabase()
    const empty = await startTestServer({ databaseUrl: own.url, env: { SANDBOX_TRACKS: '0' } })
    try {
      expect((await fetch(empty.url)).status).toBe(200)
      const ready = (await (await fetch(`${empty.url}/api/ready`)).json()) as object
      expect(ready).toMatchObject({ ready: true, parts: { index: { status: 'off' } } })
      const overview = await makeClient(empty).catalog.overview.query()
      expect(overview).toMatchObject({ tracks: 0, searchable: 0, examples: [], index: null })
      const id = catalogue.trackIds()[0] ?? ''
      expect(await readError(await postRecommend(empty, { url: `spotify:track:${id}` }))).toMatchObject({
        status: 409,
        code: 'CATALOG_EMPTY',
      })
      expect(await makeClient(empty).similar.batch.query({ ids: [id], k: 3 })).toEqual([])
      await expect(makeClient(empty).similar.find.query({ id })).rejects.toMatchObject({
        data: { httpStatus: 404, domain: { code: 'TRACK_NOT_IN_CATALOG' } },
      })
    } finally {
      await empty.stop()
      await own.drop()
    }
  })
})

describe('a short link', () => {
  it('leads to the playlist or the track that it stands for', async () => {
    const index = catalogue.playlists().findIndex(({ public: isPublic }) => isPublic)
    const short = await postRecommend(server, { url: `https://spotify.link/p${String(index)}` })
    expect(short.status).toBe(200)
    const answer = (await short.json()) as Answer
    expect(answer.playlist.id).toBe(catalogue.idOf('playlist', index))
    await endOfJob(client, answer.job.id)
    const track = catalogue.idOf('track', 7)
    expect(await client.link.open.mutate({ url: 'spotify.app.link/t7?_p=1' })).toMatchObject({ id: track })
  })

  it('is not followed where the operator does not want it, and the answer says what to do', async () => {
    const strict = await startTestServer({ databaseUrl: database.url, env: { SHORT_LINKS: 'refuse' } })
    try {
      const refused = await postRecommend(strict, { url: 'https://spotify.link/t7' })
      expect(refused.status).toBe(422)
      expect(await readError(refused)).toMatchObject({
        code: 'LINK_UNSUPPORTED',
        hint: expect.stringContaining('Open the link in a browser') as unknown,
      })
    } finally {
      await strict.stop()
    }
  })
})
