import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSql } from '~db/client'
import type { IncomingTrack } from '~server/domain/track'
import { publicIdOf } from '~server/catalog/store/track-keys'
import { createTrackRepository } from '~server/catalog/store/track.repository'
import type { FeatureValues } from '~server/domain/features/features'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import type { SavedTrack } from '~server/catalog/ports'
import { storeTracks, type TrackWithFeatures } from '~server/catalog/store-tracks'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { PRECEDENCE, idOf, makeTrack, saveMetadata } from './support/tracks'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(() => database.sql`truncate tracks, artists, albums, playlists cascade`)

const save = (source: 'spotify' | 'file', ...tracks: IncomingTrack[]): Promise<SavedTrack[]> => {
  const batch = tracks.map((track) => ({ track, source }))
  return database.sql.begin<SavedTrack[]>((tx) => saveMetadata(tx, batch))
}

async function read(saved: SavedTrack | undefined) {
  const [track] = await createTrackRepository(database.sql, PRECEDENCE).findTracks([saved?.id ?? ''])
  if (!track) throw new Error('the track is not there')
  return track
}
const artistsOf = async (saved: SavedTrack | undefined) => (await read(saved)).artists.map(({ name }) => name)

describe('saving a batch of tracks', () => {
  it('says of each, in order, whether it was added, updated or unchanged', async () => {
    expect(
      (await save('spotify', makeTrack(2), makeTrack(1))).map(({ publicId, change }) => [publicId, change]),
    ).toEqual([
      [idOf(2), 'added'],
      [idOf(1), 'added'],
    ])
    const again = await save('spotify', makeTrack(1), makeTrack(2, { name: 'Renamed' }), makeTrack(3))
    expect(again.map(({ change }) => change)).toEqual(['unchanged', 'updated', 'added'])
    expect((await read(again[1])).name).toBe('Renamed')
  })

  it('stores a batch twice without a change', async () => {
    const tracks = Array.from({ length: 500 }, (_, n) => makeTrack(n))
    const first = await save('file', ...tracks)
    const second = await save('file', ...tracks)
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id))
    expect(new Set(second.map(({ change }) => change))).toEqual(new Set(['unchanged']))
  })

  it('gives a track that comes twice in one batch one row and one answer', async () => {
    const saved = await save('file', makeTrack(1), makeTrack(2), makeTrack(1, { name: 'Song 1 again' }))
    expect(saved[0]).toEqual(saved[2])
    expect(await database.sql`select count(*)::int as rows from tracks`).toEqual([{ rows: 2 }])
  })

  it('keeps source, extractor and time of each set of values, whether or not they are all alike', async () => {
    const catalog = createCatalogRepository(database.sql)
    const tell = (n: number, source: 'spotify' | 'file', extractor: string): TrackWithFeatures => {
      const fetchedAt = new Date(Date.UTC(2026, 0, n))
      return {
        track: makeTrack(n),
        source,
        features: [{ source, extractor, fetchedAt, values: { energy: n / 10 } }],
      }
    }
    const mixed = [tell(1, 'file', 'file'), tell(2, 'spotify', 'spotify-web-api'), tell(3, 'file', 'file')]
    const alike = [4, 5].map((n) => ({
      ...tell(n, 'file', 'file'),
      features: tell(4, 'file', 'file').features,
    }))
    for (const batch of [mixed, alike]) await storeTracks({ catalog, precedence: PRECEDENCE }, batch)
    const stored = await database.sql`
      select t.public_id as id, t.source as said_by, f.source, f.extractor, f.fetched_at as at, f.values
      from tracks t join feature_sets f on f.track_id = t.id order by t.id`
    expect([...stored]).toEqual(
      [...mixed, ...alike].map(({ track, source, features: [set] }) => ({
        ...{ id: publicIdOf(track), said_by: source, source, extractor: set?.extractor, at: set?.fetchedAt },
        values: set?.values,
      })),
    )
  })

  it('lets a file fill what is missing and change nothing of what Spotify said', async () => {
    await save('spotify', makeTrack(1, { isrc: null, durationMs: null, popularity: 40 }))
    const filled = makeTrack(1, {
      name: 'A name in a file',
      isrc: 'USABC1234567',
      durationMs: 1000,
      popularity: 99,
    })
    const [saved] = await save('file', filled)
    expect(saved?.change).toBe('updated')
    expect(await read(saved)).toMatchObject({ name: 'Song 1', isrc: 'USABC1234567', durationMs: 1000 })
    expect(await database.sql`select popularity, source from tracks`).toEqual([
      { popularity: 40, source: 'spotify' },
    ])
  })

  it('lets Spotify overwrite what a file said, and keep what it does not know', async () => {
    await save('file', makeTrack(1, { name: 'Song 1 (from a file)', durationMs: 1000, isrc: 'USABC1234567' }))
    const [saved] = await save('spotify', makeTrack(1, { durationMs: 2000, isrc: null }))
    expect(await read(saved)).toMatchObject({ name: 'Song 1', durationMs: 2000, isrc: 'USABC1234567' })
  })

  it.each([true, false, null])('keeps whether a track is explicit: %s', async (explicit) => {
    const [saved] = await save('spotify', makeTrack(1, { explicit }), makeTrack(2, { explicit: true }))
    expect((await read(saved)).explicit).toBe(explicit)
  })

  it('collects genres over files, each once', async () => {
    await save('file', makeTrack(1, { genres: ['pop', 'dance pop'] }))
    const [saved] = await save('file', makeTrack(1, { genres: ['pop', 'latin'] }))
    expect((await read(saved)).genres).toEqual(['dance pop', 'latin', 'pop'])
  })

  it('keeps artists in order, shares them between tracks, and replaces the list where Spotify names it', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => ({
      spotifyId: letter.repeat(22),
      name: `Artist ${letter}`,
    }))
    if (!a || !b || !c) throw new Error('three artists')
    const [first, second] = await save(
      'spotify',
      makeTrack(1, { artists: [b, a] }),
      makeTrack(2, { artists: [a, b, c] }),
    )
    expect(await artistsOf(first)).toEqual(['Artist b', 'Artist a'])
    expect(await artistsOf(second)).toEqual(['Artist a', 'Artist b', 'Artist c'])
    await save('spotify', makeTrack(2, { artists: [c, a] }))
    expect(await artistsOf(second)).toEqual(['Artist c', 'Artist a'])
    await save('spotify', makeTrack(2, { artists: [a, c] }))
    expect(await artistsOf(second)).toEqual(['Artist a', 'Artist c'])
    expect(await database.sql`select count(*)::int as rows from artists`).toEqual([{ rows: 3 }])
  })

  it('does not flatten a known list of artists to the one text of a file', async () => {
    const artists = ['x', 'y'].map((letter) => ({ spotifyId: letter.repeat(22), name: `Artist ${letter}` }))
    const [saved] = await save('spotify', makeTrack(1, { artists }))
    await save('file', makeTrack(1, { artists: [{ spotifyId: null, name: 'Artist x, Artist y' }] }))
    expect(await artistsOf(saved)).toEqual(['Artist x', 'Artist y'])
  })

  it('takes a track without artists and without album', async () => {
    const [saved] = await save('file', makeTrack(1, { artists: [], album: null }))
    expect(await read(saved)).toMatchObject({ artists: [], album: null })
  })

  it('names a track that has no Spotify id by what it is, the same at every import', async () => {
    const track = makeTrack(1, { spotifyId: null })
    const [first] = await save('file', track)
    const [second] = await save('file', { ...track, durationMs: 5 })
    expect(first?.publicId).toMatch(/^f-[0-9a-f]{20}$/)
    expect(second?.publicId).toBe(first?.publicId)
    expect(publicIdOf({ ...track, name: 'Another' })).not.toBe(first?.publicId)
  })

  it('keeps any text as it is', async () => {
    let n = 1000
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), async (text) => {
        fc.pre(!text.includes('\u0000'))
        const [saved] = await save(
          'file',
          makeTrack(n++, {
            name: text,
            artists: [{ spotifyId: null, name: text }],
            album: { spotifyId: null, name: text, releaseDate: null, imageUrl: null },
            genres: [text],
          }),
        )
        expect(await read(saved)).toMatchObject({ name: text, album: text, genres: [text] })
        expect(await artistsOf(saved)).toEqual([text])
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ["'; drop table tracks; --", "'; drop table tracks; --"],
    ['a "quoted" {braced, array} \\ back', 'a "quoted" {braced, array} \\ back'],
    ['NULL', 'NULL'],
    ['e\u0301 is not \u00e9 🎵 \u202e', 'e\u0301 is not \u00e9 🎵 \u202e'],
  ])('keeps %j as it is', async (text, expected) => {
    const [saved] = await save(
      'file',
      makeTrack(1, { name: text, artists: [{ spotifyId: null, name: text }] }),
    )
    expect(await read(saved)).toMatchObject({ name: expected, artists: [{ name: expected }] })
  })

  it('refuses the one character that PostgreSQL cannot store, and leaves nothing behind', async () => {
    for (const odd of [{ name: 'a\u0000b' }, { artists: [{ spotifyId: null, name: 'a\u0000b' }] }]) {
      await expect(save('file', makeTrack(1), makeTrack(2, odd))).rejects.toMatchObject({
        code: expect.stringMatching(/^22(021|P05)$/) as unknown,
      })
    }
    expect(await database.sql`select count(*)::int as rows from tracks`).toEqual([{ rows: 0 }])
  })

  it('leaves nothing behind where one row is refused', async () => {
    await expect(save('file', makeTrack(1), makeTrack(2, { name: '' }))).rejects.toMatchObject({
      code: '23514',
    })
    expect(await database.sql`select count(*)::int as rows from artists`).toEqual([{ rows: 0 }])
  })

  it('lets two writers who share rows, in opposite orders, finish side by side', async () => {
    const clients = [createSql(database.url, { max: 1 }), createSql(database.url, { max: 1 })]
    try {
      for (let round = 0; round < 20; round++) {
        const tracks = Array.from({ length: 60 }, (_, n) =>
          makeTrack(n, { name: `Round ${round}, song ${n}` }),
        )
        const orders = [tracks, [...tracks].reverse()]
        await Promise.all(
          clients.map((client, i) =>
            client.begin(async (tx) => {
              const batch = (orders[i] ?? []).map((track) => ({ track, source: 'spotify' as const }))
              await saveMetadata(tx, batch)
            }),
          ),
        )
      }
    } finally {
      await Promise.all(clients.map((client) => client.end()))
    }
    expect(await database.sql`select count(*)::int as rows from tracks where name like 'Round 19,%'`).toEqual(
      [{ rows: 60 }],
    )
  })
})

describe('rows of a file that were imported before', () => {
  const values = { energy: 0.5, tempo: 120 }
  const rowOf = (n: number, changes: Partial<IncomingTrack> = {}, measured: FeatureValues = values) => ({
    track: makeTrack(n, changes),
    source: 'file' as const,
    features: [{ source: 'file' as const, extractor: 'file', fetchedAt: new Date(), values: measured }],
  })
  const store = (...rows: TrackWithFeatures[]) =>
    storeTracks({ catalog: createCatalogRepository(database.sql), precedence: PRECEDENCE }, rows)
  const readVersions = () => database.sql`
    select t.id, t.xmin, f.xmin as values, v.change_seq from tracks t
    left join feature_sets f on f.track_id = t.id left join track_vectors v on v.track_id = t.id order by t.id`

  it('are recognised, and nothing of them is written again', async () => {
    const rows = [rowOf(1), rowOf(2), { ...rowOf(3), features: [] }]
    await store(...rows)
    const before = await readVersions()
    expect((await store(...rows)).map(({ change }) => change)).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
    ])
    expect(await readVersions()).toEqual(before)
  })

  it('fill what is missing where a fact or a value differs, and change nothing else', async () => {
    await store(rowOf(1, { isrc: null }), rowOf(2), rowOf(3))
    const other = [
      rowOf(1, { name: 'Renamed', isrc: 'USABC1234567' }),
      rowOf(2, {}, { energy: 0.6, valence: 0.7 }),
      rowOf(3),
    ]
    const saved = await store(...other)
    expect(saved.map(({ change }) => change)).toEqual(['updated', 'unchanged', 'unchanged'])
    expect(await read(saved[0])).toMatchObject({ name: 'Song 1', isrc: 'USABC1234567' })
    const stored = await database.sql`select values from feature_sets where track_id = ${saved[1]?.id ?? ''}`
    expect(stored).toEqual([{ values: { ...values, valence: 0.7 } }])
  })

  it('stay as Spotify changed them meanwhile', async () => {
    await store(rowOf(1))
    await save('spotify', makeTrack(1, { name: 'As Spotify says', popularity: 99 }))
    const [again] = await store(rowOf(1))
    expect(again?.change).toBe('unchanged')
    expect((await read(again)).name).toBe('As Spotify says')
  })

  it('are written once more where their values are gone', async () => {
    await store(rowOf(1))
    await database.sql`delete from feature_sets`
    await store(rowOf(1))
    expect(await database.sql`select values from feature_sets`).toEqual([{ values }])
  })

  it('leave a track as the first of them has it where several disagree', async () => {
    const [first, last] = [rowOf(1, { name: 'First' }), rowOf(1, { name: 'Last' })]
    await store(first, last)
    const again = await store(first, last)
    expect(again.map(({ change }) => change)).toEqual(['unchanged', 'unchanged'])
    expect((await read(again[0])).name).toBe('First')
  })

  it('change nothing the second time, whatever they say and however they are split into batches', async () => {
    const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
    const person = fc.constantFrom('Ann', 'ANN', 'Bob').map((name) => ({ spotifyId: null, name }))
    const album = fc.record({
      spotifyId: fc.constant(null),
      name: fc.constantFrom('Album', 'ALBUM', 'Other'),
      releaseDate: maybe(fc.constantFrom('2001', '2002-02')),
      imageUrl: fc.constant(null),
    })
    const row = fc
      .record({
        n: fc.integer({ min: 1, max: 4 }),
        name: fc.constantFrom('One', 'Two'),
        artists: fc.array(person, { minLength: 1, maxLength: 2 }),
        album: maybe(album),
        durationMs: maybe(fc.constantFrom(1000, 2000)),
        isrc: maybe(fc.constantFrom('USABC1234567', 'USABC1234568')),
        genres: fc.subarray(['pop', 'rock', 'jazz']),
        measured: fc.record(
          { energy: fc.constantFrom(0.1, 0.2), tempo: fc.constantFrom(90, 91) },
          { requiredKeys: [] },
        ),
      })
      .map(({ n, measured, ...changes }) => {
        const whole = rowOf(n, changes, measured)
        return Object.keys(measured).length > 0 ? whole : { ...whole, features: [] }
      })
    const readAll = () => database.sql`
      select json_agg(t order by t.id) as tracks, (select json_agg(a order by a.id) from artists a) as artists,
        (select json_agg(a order by a.id) from albums a) as albums,
        (select json_agg(f order by f.track_id) from feature_sets f) as features,
        (select json_agg(v order by v.track_id) from track_vectors v) as vectors from tracks t`
    const rows = fc.array(row, { minLength: 1, maxLength: 12 })
    const batches = fc.integer({ min: 1, max: 12 })
    await fc.assert(
      fc.asyncProperty(rows, batches, batches, async (file, first, second) => {
        await database.sql`truncate tracks, artists, albums, playlists cascade`
        for (let i = 0; i < file.length; i += first) await store(...file.slice(i, i + first))
        const before = await readAll()
        for (let i = 0; i < file.length; i += second) {
          const saved = await store(...file.slice(i, i + second))
          expect(saved.map(({ change }) => change)).toEqual(saved.map(() => 'unchanged'))
        }
        expect(await readAll()).toEqual(before)
      }),
      { numRuns: 60, endOnFailure: true },
    )
  })
})
