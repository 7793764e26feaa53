import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SegueClient } from '~server/client'
import { describeFile } from '~server/client'
import { startTestServer, until, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient, makeToken, readError } from './support/api'

let database: TestDatabase
let server: TestServer
let client: SegueClient

const idOf = (n: number) => String(n).padStart(22, '7')
const HEADER =
  'track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,track_album_release_date,playlist_name,playlist_id,playlist_genre,playlist_subgenre,danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,duration_ms'

type Row = { n: number; name: string; artist: string; ms: number }
/** Forty songs; the first has three releases of about one length, a longer one, and a live take. */
const rows: Row[] = [
  { n: 1, name: 'Paper Harbour', artist: 'Odile', ms: 200_000 },
  { n: 2, name: 'Paper Harbour - Remastered 2011', artist: 'Odile', ms: 202_000 },
  { n: 3, name: 'Paper Harbour (feat. Ilka)', artist: 'Odile', ms: 200_500 },
  { n: 4, name: 'Paper Harbour', artist: 'Odile', ms: 260_000 },
  { n: 5, name: 'Paper Harbour - Live', artist: 'Odile', ms: 201_000 },
  ...Array.from({ length: 40 }, (_, i) => ({
    n: i + 10,
    name: `Song ${i}`,
    artist: `Artist ${i}`,
    ms: 190_000 + 1000 * i,
  })),
]
const toLine = ({ n, name, artist, ms }: Row) => {
  const share = (step: number) => (((n * step) % 97) / 97).toFixed(3)
  return `${idOf(n)},${name},${artist},50,,Album ${n},2001-02-03,List,listOfTheTestFile00000,pop,pop,${share(3)},${share(5)},${n % 12},-8,${n % 2},.05,${share(13)},.1,.1,${share(19)},${80 + (n % 90)},${ms}`
}

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ databaseUrl: database.url, env: { SANDBOX_TRACKS: '0' } })
  client = makeClient(server)
  const file = new Blob([[HEADER, ...rows.map(toLine)].join('\n')])
  const job = await client.import.file.mutate(file, describeFile({ filename: 'songs.csv' }))
  expect((await endOfJob(client, job.id)).state).toBe('done')
  await until(
    'everything to be searchable',
    async () => (await client.index.status.query()).live === rows.length,
  )
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const similar = async (n: number) =>
  (await client.similar.find.query({ id: idOf(n), k: 45 })).tracks.map(({ track, score }) => [
    track.id,
    score,
  ])
const others = async (n: number) =>
  (await client.versions.list.query({ id: idOf(n) })).others.map(({ id }) => id).sort()

test('every id of a file stays a track, and releases of one recording know each other', async () => {
  const overview = await client.catalog.overview.query()
  expect(overview.tracks).toBe(rows.length)
  expect(await others(1)).toEqual([idOf(2), idOf(3)])
  expect(await others(3)).toEqual([idOf(1), idOf(2)])
  expect(await others(4)).toEqual([])
  expect(await others(5)).toEqual([])
})

test('an answer has one release of a recording, and none of the one that was asked about', async () => {
  const ids = (await similar(1)).map(([id]) => id)
  expect(ids).not.toContain(idOf(2))
  expect(ids).toEqual(expect.arrayContaining([idOf(4), idOf(5)]))
  const fromElsewhere = (await similar(20)).map(([id]) => id)
  expect(fromElsewhere.filter((id) => [1, 2, 3].map(idOf).includes(String(id)))).toHaveLength(1)
})

test('a split shows in the next answer, and its undoing restores every answer; who, when and why are kept', async () => {
  const before = await Promise.all([1, 2, 20].map(similar))
  const split = await client.versions.split.mutate({ id: idOf(2), why: 'another take' })
  expect(split.others).toEqual([])
  expect((await similar(1)).map(([id]) => id)).toContain(idOf(2))
  expect(await others(1)).toEqual([idOf(3)])
  const undone = await client.versions.undo.mutate({ id: idOf(2) })
  expect(undone.others.map(({ id }) => id).sort()).toEqual([idOf(1), idOf(3)])
  expect(await Promise.all([1, 2, 20].map(similar))).toEqual(before)
  const [decision] = undone.decisions
  expect(decision).toMatchObject({
    kind: 'split',
    track: idOf(2),
    why: 'another take',
    madeBy: 'integration-test',
  })
  expect(decision?.undoneBy).toBe('integration-test')
  expect(Date.parse(decision?.undoneAt ?? '')).toBeGreaterThanOrEqual(Date.parse(decision?.madeAt ?? ''))
})

test('a join holds when the file is read again, and can be taken back', async () => {
  const before = await Promise.all([4, 5].map(similar))
  await client.versions.join.mutate({ id: idOf(4), other: idOf(5), why: '' })
  expect(await others(4)).toEqual([idOf(5)])
  expect((await similar(4)).map(([id]) => id)).not.toContain(idOf(5))
  const changed = rows.map((row) =>
    toLine({ ...row, name: row.n === 5 ? 'Paper Harbour - Live!' : row.name }),
  )
  const job = await client.import.file.mutate(
    new Blob([[HEADER, ...changed].join('\n')]),
    describeFile({ filename: 'songs.csv' }),
  )
  await endOfJob(client, job.id)
  expect(await others(5)).toEqual([idOf(4)])
  await client.versions.undo.mutate({ id: idOf(5) })
  expect(await Promise.all([4, 5].map(similar))).toEqual(before)
})

test('tracks that an older program stored are grouped at the next start', async () => {
  await database.sql`update tracks set recording_id = null`
  await database.sql`delete from version_rules`
  await server.stop()
  server = await startTestServer({ databaseUrl: database.url, env: { SANDBOX_TRACKS: '0' } })
  client = makeClient(server)
  await until('the grouping', async () => (await others(1)).length === 2)
  expect(await others(2)).toEqual([idOf(1), idOf(3)])
})

test.each([
  [() => client.versions.split.mutate({ id: idOf(4), why: '' }), 'VERSIONS_UNCHANGED'],
  [() => client.versions.join.mutate({ id: idOf(1), other: idOf(2), why: '' }), 'VERSIONS_UNCHANGED'],
  [() => client.versions.join.mutate({ id: idOf(1), other: idOf(1), why: '' }), 'INPUT_INVALID'],
  [() => client.versions.join.mutate({ id: idOf(1), other: idOf(999), why: '' }), 'TRACK_NOT_IN_CATALOG'],
  [() => client.versions.undo.mutate({ id: idOf(15) }), 'VERSIONS_UNCHANGED'],
] as const)('%s is refused with %s', async (work, code) => {
  await expect(work()).rejects.toMatchObject({ data: { domain: { code } } })
})

test('a reader may look and not decide', async () => {
  const token = await makeToken(server, 'reader')
  const response = await fetch(`${server.url}/api/trpc/versions.split`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: idOf(1), why: '' }),
  })
  expect(response.status).toBe(403)
})

test('a journey is planned over HTTP, and passes each recording once', async () => {
  const ask = (body: object) =>
    fetch(`${server.url}/api/journey`, { method: 'POST', body: JSON.stringify(body) })
  const link = `https://open.spotify.com/track/${idOf(12)}`
  const response = await ask({
    from: link,
    to: idOf(40),
    through: [idOf(25)],
    length: 9,
    arc: 'rise',
    camelot: true,
  })
  expect(response.status).toBe(200)
  const { stops } = (await response.json()) as { stops: { track: { id: string } }[] }
  expect(stops).toHaveLength(9)
  expect(stops.filter(({ track }) => [1, 2, 3].map(idOf).includes(track.id)).length).toBeLessThanOrEqual(1)
  const refused = await readError(await ask({ from: idOf(1), to: idOf(2) }))
  expect(refused).toMatchObject({
    status: 400,
    message: 'Two of the named tracks are releases of one recording.',
  })
  expect(await readError(await ask({ from: idOf(1) }))).toMatchObject({
    status: 400,
    message: 'Name the track that the journey ends with.',
  })
  expect(await readError(await ask({ from: idOf(12), to: idOf(40), length: 50 }))).toMatchObject({
    status: 422,
    code: 'JOURNEY_NOT_POSSIBLE',
  })
})
