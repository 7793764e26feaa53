import { describe, expect, it } from 'vitest'
import { orderByCentrality, summariseTracks, type SummaryTrack } from './playlist-summary'
import { DIMENSIONS } from '../../domain/features/vector-spec'

const track = (name: string, releaseYear: number | null, values: object, artist = 'A'): SummaryTrack => ({
  track: {
    id: name,
    name,
    artists: [{ name: artist, spotifyUrl: null }],
    album: null,
    imageUrl: null,
    durationMs: 60_000,
    releaseYear,
    isrc: null,
    explicit: null,
    spotifyUrl: null,
    genres: [],
    featureSources: ['file'],
  },
  input: { values, releaseYear, durationMs: 60_000 },
  sources: ['file'],
})

describe('summariseTracks', () => {
  const summary = summariseTracks([
    track('one', 1988, { tempo: 121, energy: 0.2, key: 0, mode: 1 }),
    track('two', 2003, { tempo: 143, energy: 0.6, key: 9, mode: 0 }, 'B'),
    track('three', null, { tempo: 300 }, 'B'),
  ])

  it('draws bars without gaps and counts every value once', () => {
    expect(summary.decades).toEqual([
      { label: '1980s', count: 1 },
      { label: '1990s', count: 0 },
      { label: '2000s', count: 1 },
    ])
    expect(summary.tempo.reduce((sum, bin) => sum + bin.count, 0)).toBe(3)
    expect(summary.tempo[0]).toEqual({ label: '120–129 BPM', count: 1 })
  })

  it('means only what is there', () => {
    expect(summary.mood.energy).toBeCloseTo(0.4)
    expect(summary.mood.valence).toBeNull()
  })

  it('puts relative keys beside each other, and counts artists and sources', () => {
    expect(summary.keys.map(({ label }) => label)).toEqual(['A minor', 'C major'])
    expect(summary.artists[0]).toEqual({ label: 'B', count: 2 })
    expect(summary.featureCoverage).toEqual([{ source: 'file', tracks: 3 }])
    expect(summary.durationMs).toBe(180_000)
  })

  it('is empty for an empty playlist', () => {
    expect(summariseTracks([])).toMatchObject({
      tempo: [],
      keys: [],
      decades: [],
      artists: [],
      durationMs: 0,
    })
  })
})

describe('orderByCentrality', () => {
  it('has the outlier last', () => {
    const vectors = new Float32Array(4 * DIMENSIONS)
    vectors.set([1, 0], 0)
    vectors.set([0.9, 0.1], DIMENSIONS)
    vectors.set([-1, 0.2], 2 * DIMENSIONS)
    vectors.set([0.95, 0.05], 3 * DIMENSIONS)
    expect(orderByCentrality(vectors).at(-1)).toBe(2)
  })
})
