import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FeatureValues } from '~server/domain/features/features'
import type { IncomingTrack } from '~server/domain/track'
import { createMemoryLocks } from '~server/catalog/testing/fakes'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { createFenceRepository } from '~server/postgres/fence.repository'
import { createFileImportRepository } from '~server/catalog/store/file-import.repository'
import { createPlaylistRepository } from '~server/ingestion/playlists/playlist.repository'
import { importFile, type FileEvent } from '~server/ingestion/files/import-file'
import { storeTracks } from '~server/catalog/store-tracks'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { idOf, PRECEDENCE, makeTrack, makeValues } from './support/tracks'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(() => database.sql`truncate tracks, artists, albums, playlists, file_imports cascade`)

type FileRow = { n: number; track?: Partial<IncomingTrack>; values?: FeatureValues }
type Options = { replace?: boolean; signal?: AbortSignal; onRow?: (row: number) => void }

function importRows(rows: FileRow[], { replace = false, signal, onRow }: Options = {}) {
  const { sql } = database
  const events = rows.map(({ n, track = {}, values = {} }, line): FileEvent => ({
    kind: 'row',
    row: { line, track: makeTrack(n, track), values, playlist: null },
  }))
  async function* read() {
    for (const [at, event] of events.entries()) {
      onRow?.(at)
      yield await Promise.resolve([event])
    }
  }
  return importFile(
    {
      catalog: createCatalogRepository(sql),
      precedence: PRECEDENCE,
      playlists: createPlaylistRepository(sql),
      imports: createFileImportRepository(sql),
      index: { follow: () => Promise.resolve() },
      locks: createMemoryLocks((name) => createFenceRepository(sql).draw(name)),
    },
    {
      events: read(),
      filename: 'mine.csv',
      fileKey: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
      asPlaylist: null,
      replace,
    },
    { progress: () => undefined, signal: signal ?? new AbortController().signal },
  )
}

/** Everything that is said of tracks, and the vectors with the numbers of their last change. */
const readAll = () => database.sql`
  select t.public_id, t.name, t.song_key, al.name as album, t.duration_ms, t.isrc, t.explicit, t.popularity, t.release_year,
    t.genres, t.source, f.values, f.source as values_source, v.change_seq, encode(v.shaped, 'hex') as shaped,
    (select array_agg(a.name order by ta.position) from track_artists ta join artists a on a.id = ta.artist_id
      where ta.track_id = t.id) as artists
  from tracks t left join albums al on al.id = t.album_id left join feature_sets f on f.track_id = t.id
    left join track_vectors v on v.track_id = t.id order by t.public_id, f.source`

const wrong: FileRow = {
  n: 1,
  track: {
    name: 'Wrnog',
    artists: [{ spotifyId: null, name: 'Nobdy' }],
    genres: ['polka'],
    releaseYear: 1901,
  },
  values: makeValues(1),
}
const right: FileRow = {
  n: 1,
  track: {
    name: 'Right',
    artists: [{ spotifyId: null, name: 'Somebody' }],
    genres: ['rock'],
    releaseYear: 2001,
  },
  values: { energy: 0.5, tempo: 100 },
}

describe('a file that corrects', () => {
  it('changes nothing unless it is asked to', async () => {
    await importRows([wrong])
    await importRows([right])
    expect(await readAll()).toMatchObject([{ name: 'Wrnog', release_year: 1901, genres: ['polka', 'rock'] }])
  })

  it('goes before what files said, leaves what it does not name, and derives the vector anew', async () => {
    await importRows([wrong])
    const [before] = await readAll()
    expect(await importRows([right], { replace: true })).toMatchObject({ read: 1, updated: 1, added: 0 })
    const [after] = await readAll()
    expect(after).toMatchObject({
      name: 'Right',
      artists: ['Somebody'],
      genres: ['rock'],
      release_year: 2001,
      values: { ...makeValues(1), energy: 0.5, tempo: 100 },
    })
    expect(after?.shaped).not.toBe(before?.shaped)
    expect(Number(after?.change_seq)).toBeGreaterThan(Number(before?.change_seq))
  })

  it('also after it was imported without being asked to', async () => {
    await importRows([{ ...wrong, track: { ...wrong.track, isrc: null } }])
    await importRows([{ ...right, track: { ...right.track, isrc: 'USABC1234567' } }])
    await importRows([{ ...right, track: { ...right.track, isrc: 'USABC1234567' } }], { replace: true })
    expect(await readAll()).toMatchObject([{ name: 'Right', isrc: 'USABC1234567' }])
  })

  it('leaves what Spotify said', async () => {
    const features = [
      { source: 'spotify' as const, extractor: 'x', fetchedAt: new Date(), values: makeValues(9) },
    ]
    await storeTracks({ catalog: createCatalogRepository(database.sql), precedence: PRECEDENCE }, [
      { track: makeTrack(1, { name: 'Theirs' }), source: 'spotify', features },
    ])
    const [theirs] = await readAll()
    await importRows([right], { replace: true })
    const rows = await readAll()
    expect(rows.find((row) => row.values_source === 'spotify')).toMatchObject({
      values: makeValues(9),
      name: 'Theirs',
      artists: theirs?.artists as unknown,
      source: 'spotify',
    })
    expect(rows.find((row) => row.values_source === 'file')?.values).toEqual(right.values)
  })

  it('counts the first of its rows of a track, however many lie between, and changes nothing the second time', async () => {
    await importRows([wrong])
    const between = Array.from({ length: 2100 }, (_, i): FileRow => ({ n: 10 + i }))
    const repeated: FileRow = {
      ...right,
      track: { name: 'Later', genres: ['jazz'] },
      values: { energy: 0.9 },
    }
    const file = [right, ...between, repeated]
    expect(await importRows(file, { replace: true })).toMatchObject({ updated: 1, added: 2100, merged: 1 })
    const first = await readAll()
    expect(first[0]).toMatchObject({ name: 'Right', genres: ['rock'], values: { energy: 0.5 } })
    expect(await importRows(file, { replace: true })).toMatchObject({ updated: 0, added: 0, unchanged: 2101 })
    expect(await readAll()).toEqual(first)
  })

  it('is not taken for done by an import of the same file that only filled', async () => {
    await importRows([{ ...wrong, n: 4000 }])
    const file = [{ ...right, n: 4000 }, ...Array.from({ length: 4000 }, (_, n): FileRow => ({ n }))]
    const controller = new AbortController()
    const stop = (row: number) => {
      if (row === 3900) controller.abort(new Error('stopped'))
    }
    const stopped = importRows(file, { signal: controller.signal, onRow: stop })
    await expect(stopped).rejects.toThrow('stopped')
    const [reached] = await database.sql<{ entries: number }[]>`select entries from file_imports`
    expect(reached?.entries).toBeGreaterThanOrEqual(1000)
    await importRows(file, { replace: true })
    expect((await readAll()).at(-1)).toMatchObject({ public_id: idOf(4000), name: 'Right' })
  })

  const row: fc.Arbitrary<FileRow> = fc.record({
    n: fc.integer({ min: 1, max: 4 }),
    track: fc.record(
      {
        name: fc.constantFrom('One', 'Two'),
        artists: fc.constantFrom([{ spotifyId: null, name: 'A' }], [{ spotifyId: null, name: 'B' }]),
        genres: fc.subarray(['jazz', 'pop', 'rock']),
        isrc: fc.constantFrom(null, 'USABC1234567', 'USABC1234568'),
        releaseYear: fc.constantFrom(null, 1990, 2000),
        popularity: fc.constantFrom(null, 10, 20),
      },
      { requiredKeys: [] },
    ),
    values: fc.record(
      { energy: fc.constantFrom(0.1, 0.9), tempo: fc.constantFrom(80, 160) },
      { requiredKeys: [] },
    ),
  })
  const file = fc.array(row, { minLength: 1, maxLength: 8 })

  it('changes nothing the second time, and is what stands then', async () => {
    await fc.assert(
      fc.asyncProperty(file, file, async (before, correction) => {
        await database.sql`truncate tracks, artists, albums cascade`
        await importRows(before)
        await importRows(correction, { replace: true })
        const stands = await readAll()
        expect(await importRows(correction, { replace: true })).toMatchObject({ updated: 0, added: 0 })
        expect(await readAll()).toEqual(stands)
        for (const known of stands) {
          const first = correction.find(({ n }) => idOf(n) === known.public_id)
          if (!first) continue
          expect(known.name).toBe(makeTrack(first.n, first.track).name)
          expect(known.values ?? {}).toMatchObject(first.values ?? {})
        }
      }),
      { numRuns: 40 },
    )
  })
})
