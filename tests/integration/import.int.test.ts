import { existsSync, openAsBlob } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFile, type SegueClient } from '~server/client'
import { makeDataDir, startTestServer, until, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient, makeToken, readError, recommend } from './support/api'

/** A public table of 32,833 rows; it lies beside the project where somebody put it. */
const songs = path.resolve(import.meta.dirname, '../../../shared/data/tracks/tidytuesday_spotify_songs.csv')
const present = existsSync(songs)
const header =
  'track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,track_album_release_date,playlist_name,playlist_id,playlist_genre,playlist_subgenre,danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,duration_ms'

let database: TestDatabase
let dataDir: string
let server: TestServer
let client: SegueClient
beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = await makeDataDir()
  await start()
})
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
  await database.drop()
})

async function start() {
  server = await startTestServer({
    databaseUrl: database.url,
    dataDir,
    env: { SANDBOX_TRACKS: '0', LOG_LEVEL: 'info', IMPORT_MAX_BYTES: String(16 * 1024 * 1024) },
  })
  client = makeClient(server)
}

const keptUploads = async () => (await database.sql`select id from uploads`).length

async function importFile(content: Blob | string, filename: string, name?: string) {
  const blob = typeof content === 'string' ? new Blob([content]) : content
  const job = await client.import.file.mutate(blob, describeFile({ filename, name }))
  return endOfJob(client, job.id, 120_000)
}

const row = (n: number, changes: Partial<Record<string, string>> = {}) => {
  const values: Record<string, string> = {
    track_id: String(n).padStart(22, '9'),
    track_name: `Row ${n}`,
    track_artist: `Artist ${n % 5}`,
    track_popularity: '50',
    track_album_id: String(n).padStart(22, '8'),
    track_album_name: 'Album',
    track_album_release_date: '2019-06-14',
    playlist_name: '',
    playlist_id: '',
    playlist_genre: 'pop',
    playlist_subgenre: 'dance pop',
    danceability: String((n % 10) / 10),
    energy: String((n % 7) / 7),
    key: String(n % 12),
    loudness: '-5',
    mode: '1',
    speechiness: '0.05',
    acousticness: '0.1',
    instrumentalness: '0',
    liveness: '0.1',
    valence: String((n % 3) / 3),
    tempo: String(80 + n),
    duration_ms: '200000',
    ...changes,
  }
  return header
    .split(',')
    .map((column) => values[column] ?? '')
    .join(',')
}

describe('a file that is sent over HTTP', () => {
  it('with malformed rows keeps the good ones and names the bad, by line', async () => {
    const good = [1, 2, 3, 4, 5].map((n) => row(n))
    const lines = [
      header,
      good[0],
      row(6, { track_id: 'too-short', track_name: '', track_artist: '' }),
      good[1],
      'half,a,row',
      good[2],
      row(7, { tempo: 'fast' }),
      good[3],
      good[4],
    ]
    const job = await importFile(`${lines.join('\n')}\n`, 'malformed.csv')
    expect(job).toMatchObject({
      state: 'done',
      report: { read: 8, skipped: 2, unread: [{ column: 'tempo', count: 1, example: 'fast' }] },
    })
    expect(job.report?.skippedNamed.map(({ where }) => where)).toEqual([3, 5])
    for (const { reason } of job.report?.skippedNamed ?? []) expect(reason).toMatch(/\S{3}/)
    const { ids } = await client.track.ids.query({})
    expect(ids).toEqual(expect.arrayContaining([1, 2, 3, 4, 5, 7].map((n) => String(n).padStart(22, '9'))))
    expect((await recommend(server, `spotify:track:${ids[0] ?? ''}`, 3)).tracks).toHaveLength(3)
  })

  it('with nothing that can be stored has failed, and says of what', async () => {
    const bad = [
      row(6, { track_id: 'no-id', track_name: '', track_artist: '' }),
      row(8, { track_name: 'x'.repeat(6000) }),
    ]
    const job = await importFile(`${[header, ...bad].join('\n')}\n`, 'nothing.csv')
    expect(job).toMatchObject({
      state: 'failed',
      error: { code: 'FILE_NOTHING_STORED' },
      report: { read: 2, skipped: 2 },
    })
    expect(job.error?.message).toMatch(
      /None of the 2 entries.*line 2: the id "no-id".*line 3: the title has 6000 letters/,
    )
  })

  it('with names as long as they may be, or a year that cannot be, is stored', async () => {
    // Letters that no index can pack.
    const long = (n: number, of: number) =>
      Array.from({ length: n }, (_, i) =>
        String.fromCharCode(0x4e00 + ((i * 7919 + of * 131) % 20_000)),
      ).join('')
    const rows = [
      row(71, {
        track_id: '',
        track_name: long(1000, 1),
        track_artist: long(500, 2),
        track_album_id: '',
        track_album_name: long(1000, 3),
      }),
      row(72, { track_album_release_date: '1200-01-01' }),
    ]
    const job = await importFile(`${[header, ...rows].join('\n')}\n`, 'long.csv')
    expect(job).toMatchObject({
      state: 'done',
      report: { read: 2, added: 2, skipped: 0, unread: [{ column: 'track_album_release_date', count: 1 }] },
    })
  })

  it('with odd text is stored all the same', async () => {
    const odd = [
      row(21, { track_name: "'; drop table tracks; --" }),
      row(22, { track_name: 'Größe 🎵 \u202e' }),
      row(23),
    ]
    const job = await importFile(`${[header, ...odd].join('\n')}\n`, 'odd.csv')
    expect(job).toMatchObject({ state: 'done', report: { read: 3 } })
    const { ids } = await client.track.ids.query({})
    expect(ids).toEqual(expect.arrayContaining([21, 22, 23].map((n) => String(n).padStart(22, '9'))))
  })

  it.each([
    [
      'is no table',
      'FILE_NOT_A_TABLE',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 3]),
    ],
    [
      'holds a NUL',
      'FILE_NOT_A_TABLE',
      Buffer.from(`${header}\n${row(24, { track_name: 'nul \u0000 inside' })}\n`),
    ],
    ['has columns that nobody knows', 'FILE_LAYOUT_UNKNOWN', Buffer.from('colour,weight\nred,3\n')],
  ])('that %s is refused with a sentence, and nothing is lost', async (_what, code, content) => {
    const before = await client.catalog.overview.query()
    const job = await importFile(new Blob([new Uint8Array(content)]), `${code}.csv`)
    expect(job).toMatchObject({ state: 'failed', error: { code } })
    expect((await client.catalog.overview.query()).tracks).toBe(before.tracks)
  })

  it('that is larger than allowed is refused, and the server keeps nothing of it', async () => {
    const blob = new Blob([new Uint8Array(40 * 1024 * 1024)])
    for (let i = 0; i < 3; i++) {
      await expect(
        client.import.file.mutate(blob, describeFile({ filename: 'large.csv' })),
      ).rejects.toMatchObject({
        data: { httpStatus: 413, domain: { code: 'FILE_TOO_LARGE' } },
      })
    }
    expect(await keptUploads()).toBe(0)
  })

  it('that breaks off is not imported, and the server lives on', async () => {
    const controller = new AbortController()
    const body = new ReadableStream<Uint8Array>({
      async pull(stream) {
        stream.enqueue(new TextEncoder().encode(`${header}\n`.repeat(1000)))
        await new Promise((resolve) => setTimeout(resolve, 20))
      },
    })
    setTimeout(() => controller.abort(), 200)
    const init = {
      method: 'POST',
      headers: {
        'content-type': 'application/octet-stream',
        'x-segue-filename': 'broken-off.csv',
        authorization: `Bearer ${await makeToken(server)}`,
      },
      body,
      duplex: 'half',
      signal: controller.signal,
    } as const
    await expect(fetch(`${server.url}/api/trpc/import.file`, init)).rejects.toThrow()
    await until('the upload to go', async () => (await keptUploads()) === 0, 5000)
    const jobs = await client.job.list.query({})
    expect(jobs.map(({ subject }) => subject)).not.toContain('broken-off.csv')
  })

  it('needs a name and an operator’s token', async () => {
    const send = (headers: Record<string, string>) =>
      fetch(`${server.url}/api/trpc/import.file`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', ...headers },
        body: `${header}\n`,
      })
    const token = async (role: 'reader' | 'operator') => ({
      authorization: `Bearer ${await makeToken(server, role)}`,
    })
    expect((await send({ 'x-segue-filename': 'a.csv' })).status).toBe(401)
    expect((await send({ 'x-segue-filename': 'a.csv', ...(await token('reader')) })).status).toBe(403)
    const nameless = await send(await token('operator'))
    expect(nameless.status).toBe(400)
    expect(await nameless.text()).toContain('x-segue-filename')
    expect(await readError(await send({ authorization: 'Bearer x' }))).toMatchObject({ status: 401 })
  })

  it('is kept as a playlist where a name is given, in order', async () => {
    const content = `${[header, row(33), row(31), row(32), row(31)].join('\n')}\n`
    const job = await importFile(content, 'mine.csv', 'My own')
    expect(job).toMatchObject({ state: 'done', report: { read: 4, added: 3, merged: 1, playlists: 1 } })
    const { playlists } = await client.catalog.overview.query()
    const mine = playlists.find(({ name }) => name === 'My own')
    const { summary } = await client.playlist.summary.query({ id: mine?.id ?? '' })
    expect(summary).toMatchObject({ items: 4, tracks: 3, duplicates: 1, searchable: 3 })
  })
})

describe.skipIf(!present)(`a large file${present ? '' : ' (skipped: ../shared/data is not there)'}`, () => {
  it('is searchable in full, and its second import changes nothing', { timeout: 170_000 }, async () => {
    const before = await client.catalog.overview.query()
    const rows = (await readFile(songs, 'utf8')).trimEnd().split('\n').length - 1
    const blob = await openAsBlob(songs)
    const startedAt = performance.now()
    const first = await importFile(blob, 'tidytuesday_spotify_songs.csv')
    const seconds = (performance.now() - startedAt) / 1000
    expect(first).toMatchObject({ state: 'done', report: { searchable: 28_356, added: 28_356 } })
    const { read, added, merged, skipped } = first.report ?? { read: 0, added: 0, merged: 0, skipped: 0 }
    expect(added + merged + skipped).toBe(read)
    expect(Math.abs(read - rows)).toBeLessThanOrEqual(rows * 0.001)
    const overview = await client.catalog.overview.query()
    expect(overview.searchable - before.searchable).toBe(28_356)
    expect((await client.index.status.query()).live).toBe(overview.searchable)
    console.info(`imported and searchable in ${seconds.toFixed(1)} s`)

    const second = await importFile(await openAsBlob(songs), 'tidytuesday_spotify_songs.csv')
    expect(second).toMatchObject({
      state: 'done',
      report: { added: 0, updated: 0, merged, skipped, unchanged: 28_356 },
    })
    expect((await client.catalog.overview.query()).tracks).toBe(overview.tracks)
    const { version } = (await client.index.status.query()).current ?? {}

    await server.stop()
    await start()
    const status = await client.index.status.query()
    expect(status).toMatchObject({ current: { version }, live: overview.searchable })
    const { tracks } = await recommend(server, 'spotify:track:6f807x0ima9a1j3VPbc7VN')
    expect(tracks).toHaveLength(10)
  })
})
