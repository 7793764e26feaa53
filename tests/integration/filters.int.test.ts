import { afterAll, beforeAll, expect, test } from 'vitest'
import { resolveControls, type ControlsInput } from '~server/similar/domain/controls'
import type { FeatureValues } from '~server/domain/features/features'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { createTrackRepository } from '~server/catalog/store/track.repository'
import type { Precedence } from '~server/catalog/ports'
import { storeTracks } from '~server/catalog/store-tracks'
import { featureSet, incomingTrack } from '~server/catalog/testing/fakes'
import { createTestDatabase, type TestDatabase } from '../setup/services'

const PRECEDENCE: Precedence = ['spotify', 'reccobeats', 'file', 'dsp', 'metadata']
let database: TestDatabase
let tracks: ReturnType<typeof createTrackRepository>

type Row = { id: string; values?: FeatureValues } & Parameters<typeof incomingTrack>[1]
const rows: Row[] = [
  {
    id: 'old',
    releaseYear: 1975,
    values: { tempo: 60, key: 9, mode: 0, energy: 0.2 },
    genres: ['Folk Rock'],
  },
  {
    id: 'new',
    releaseYear: 2019,
    values: { tempo: 122, key: 0, mode: 1, energy: 0.9 },
    genres: ['dance pop'],
  },
  { id: 'dirty', releaseYear: 2020, explicit: true, values: { tempo: 240, key: 2, mode: 0, energy: 0.5 } },
  { id: 'clean', releaseYear: 2021, explicit: false, values: { tempo: 90, key: 6, mode: 1 } },
  { id: 'bare', releaseYear: null, values: { valence: 0.5 } },
  { id: 'silent', releaseYear: 2019 },
]

beforeAll(async () => {
  database = await createTestDatabase()
  const catalog = createCatalogRepository(database.sql)
  tracks = createTrackRepository(database.sql, PRECEDENCE)
  for (const { id, values, ...track } of rows) {
    const artists = [{ spotifyId: null, name: id === 'new' ? 'Other' : 'Somebody' }]
    const features = values ? [featureSet(values)] : []
    await storeTracks({ catalog, precedence: PRECEDENCE }, [
      { track: incomingTrack(id, { artists, ...track }), source: 'spotify', features },
    ])
  }
  // A worse source knows another tempo of this track: the vector is not derived from it, and no filter looks at it.
  const worse = { ...featureSet({ tempo: 122 }), source: 'file' as const }
  const track = incomingTrack('clean', { releaseYear: 2021, explicit: false })
  await storeTracks({ catalog, precedence: PRECEDENCE }, [{ track, source: 'file', features: [worse] }])
})
afterAll(() => database.drop())

const publicId = (id: string) => id.padStart(22, '0')
async function matching(input: ControlsInput, among: string[] | null = null): Promise<string[]> {
  const ids = await tracks.findMatching(resolveControls('similar', input).filters, among)
  return (await tracks.findTracks(ids)).map(({ id }) => id.replace(/^0+/, ''))
}

test.each<[ControlsInput, string[]]>([
  [{}, ['old', 'new', 'dirty', 'clean', 'bare']],
  [{ yearFrom: 2019 }, ['new', 'dirty', 'clean']],
  [{ yearTo: 1980 }, ['old']],
  [{ yearFrom: 2019, yearTo: 2019 }, ['new']],
  [{ tempoFrom: 118, tempoTo: 124 }, ['old', 'new', 'dirty']],
  [{ tempoFrom: 85, tempoTo: 95 }, ['clean']],
  [{ key: '8A' }, ['old', 'new', 'dirty']],
  [{ key: '2b' }, ['clean']],
  [{ explicit: 'yes' }, ['dirty']],
  [{ explicit: 'no' }, ['clean']],
  [{ genre: 'POP' }, ['new']],
  [{ genre: '%' }, []],
  [{ mood: 'calm' }, ['old']],
  [{ mood: 'workout' }, ['new']],
  [{ exclude: [publicId('old'), publicId('nobody')] }, ['new', 'dirty', 'clean', 'bare']],
  [{ yearFrom: 2019, key: '8A', exclude: [publicId('new')] }, ['dirty']],
])('%j leaves %j', async (input, expected) => {
  expect(await matching(input)).toEqual(expected)
})

test('a filter can be asked of some tracks only', async () => {
  const [first] = await tracks.findMatching(resolveControls('similar').filters, null)
  expect(await matching({ yearTo: 2000 }, [first ?? ''])).toEqual(['old'])
  expect(await matching({ yearFrom: 2000 }, [first ?? ''])).toEqual([])
})

test('the tracks of an artist come best known first, as many as asked for', async () => {
  const ids = await tracks.findMatching(resolveControls('similar').filters, null)
  const artists = [...(await tracks.findCandidates(ids)).values()].map(({ artistId }) => artistId ?? '')
  const found = await tracks.findTracksOfArtists([...new Set(artists)], 2)
  expect([...found.values()].map((list) => list.length).sort()).toEqual([1, 2])
  expect((await tracks.findSample(3)).length).toBe(3)
  expect(await tracks.findSample(100)).toEqual(await tracks.findSample(100))
})

test('what is left out stays out in its other releases, by title and artist or by ISRC', async () => {
  const catalog = createCatalogRepository(database.sql)
  const releases = [
    incomingTrack('reissue', { name: 'Song old - 2011 Remaster' }),
    incomingTrack('single', { name: 'Single', isrc: 'QZABC2400001' }),
    incomingTrack('album', { name: 'On the album', isrc: 'QZABC2400001' }),
    incomingTrack('cover', { name: 'Song old', artists: [{ spotifyId: null, name: 'Other' }] }),
  ]
  await storeTracks(
    { catalog, precedence: PRECEDENCE },
    releases.map((track) => ({ track, source: 'spotify', features: [featureSet({ energy: 0.5 })] })),
  )
  const left = await matching({ exclude: [publicId('old'), publicId('single')] })
  expect(left).toContain('cover')
  expect(left.filter((id) => ['old', 'reissue', 'single', 'album'].includes(id))).toEqual([])
  expect(await matching({ yearTo: 2001 })).toEqual(expect.arrayContaining(['old', 'reissue']))
})
