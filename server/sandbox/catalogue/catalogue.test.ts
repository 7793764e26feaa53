import { existsSync, readFileSync } from 'node:fs'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createCatalogue } from './catalogue'
import { GENRES } from './genres'
import type { SandboxTrack } from './tracks'

const catalogue = createCatalogue(1, 2000, 60)
const tracks = Array.from({ length: 2000 }, (_, index) => catalogue.trackAt(index))
const REAL_TRACKS = new URL('../../../../shared/data/tracks/tidytuesday_spotify_songs.csv', import.meta.url)

function meanOf(list: SandboxTrack[], value: (track: SandboxTrack) => number): number {
  return list.reduce((sum, track) => sum + value(track), 0) / list.length
}
function ofGenre(name: string): SandboxTrack[] {
  return tracks.filter((track) => GENRES[track.genre]?.name === name)
}
function correlation(a: (t: SandboxTrack) => number, b: (t: SandboxTrack) => number): number {
  const [ma, mb] = [meanOf(tracks, a), meanOf(tracks, b)]
  const covariance = meanOf(tracks, (t) => (a(t) - ma) * (b(t) - mb))
  return (
    covariance / Math.sqrt(meanOf(tracks, (t) => (a(t) - ma) ** 2) * meanOf(tracks, (t) => (b(t) - mb) ** 2))
  )
}

describe('the catalogue', () => {
  it('is the same for the same seed and another for another', () => {
    expect(createCatalogue(1, 2000, 60).trackAt(1234)).toEqual(tracks[1234])
    expect(createCatalogue(2, 2000, 60).trackAt(1234)).not.toEqual(tracks[1234])
  })

  it('keeps its tracks when it grows', () => {
    const larger = createCatalogue(1, 1_000_000, 250)
    for (const index of [0, 47, 48, 1000, 1999]) expect(larger.trackAt(index)).toEqual(tracks[index])
    expect(larger.track(larger.trackIds(999_999)[0] ?? '')?.index).toBe(999_999)
  })

  it('ends where it says, and can be empty', () => {
    const beyond = createCatalogue(1, 3000, 60).trackIds(2000, 2001)[0] ?? ''
    expect(catalogue.track(beyond)).toBeNull()
    expect(catalogue.trackIds()).toHaveLength(2000)
    expect(createCatalogue(1, 0, 60).trackIds()).toEqual([])
    expect(createCatalogue(1, 0, 60).playlistIds()).toEqual([])
  })

  it('gives every track an artist and an album that hold it, whatever the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), (size, pick) => {
        const small = createCatalogue(3, size, 5)
        const track = small.trackAt(pick % size)
        const album = small.albumAt(track.album)
        expect(track.index - album.first + 1).toBe(track.trackNumber)
        expect(album.first + album.count).toBeLessThanOrEqual(size)
        expect(track.trackNumber).toBeLessThanOrEqual(album.count)
        expect(album.artist).toBe(track.artists[0])
        expect(small.artistAt(album.artist).albums.map(({ index }) => index)).toContain(album.index)
      }),
    )
  })

  it('keeps every feature inside its documented range', () => {
    const shares = [
      'danceability',
      'energy',
      'speechiness',
      'acousticness',
      'instrumentalness',
      'liveness',
      'valence',
    ] as const
    for (const { features, durationMs, popularity } of tracks) {
      for (const name of shares) expect(features[name]).toSatisfy((value: number) => value >= 0 && value <= 1)
      expect(features.loudness).toSatisfy((value: number) => value >= -60 && value <= 0)
      expect(features.tempo).toSatisfy((value: number) => value >= 48 && value <= 213)
      expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).toContain(features.key)
      expect([3, 4, 5]).toContain(features.time_signature)
      expect(durationMs).toBeGreaterThan(30_000)
      expect(popularity).toSatisfy((value: number) => Number.isInteger(value) && value >= 0 && value <= 100)
    }
  })

  it('has the correlations of real music', () => {
    expect(
      correlation(
        (t) => t.features.energy,
        (t) => t.features.loudness,
      ),
    ).toBeGreaterThan(0.7)
    expect(
      correlation(
        (t) => t.features.energy,
        (t) => t.features.acousticness,
      ),
    ).toBeLessThan(-0.6)
    expect(
      correlation(
        (t) => t.features.valence,
        (t) => t.features.danceability,
      ),
    ).toBeGreaterThan(0.2)
  })

  it('tells its genres apart', () => {
    expect(new Set(tracks.map(({ genre }) => genre)).size).toBe(24)
    expect(meanOf(ofGenre('metal'), (t) => t.features.energy)).toBeGreaterThan(
      meanOf(ofGenre('folk'), (t) => t.features.energy) + 0.4,
    )
    expect(meanOf(ofGenre('hip hop'), (t) => t.features.speechiness)).toBeGreaterThan(0.15)
    expect(meanOf(ofGenre('drum and bass'), (t) => t.features.tempo)).toBeCloseTo(174, -1)
    expect(meanOf(ofGenre('classical'), (t) => t.features.acousticness)).toBeGreaterThan(0.85)
  })

  it('makes the songs of an artist more alike than songs of a genre', () => {
    const spread = (list: SandboxTrack[]): number => {
      const mean = meanOf(list, (t) => t.features.energy)
      return meanOf(list, (t) => (t.features.energy - mean) ** 2)
    }
    const large = groupByArtist().filter((group) => group.length >= 8)
    const within = large.reduce((sum, group) => sum + spread(group), 0) / large.length
    const genres = GENRES.map(({ name }) => spread(ofGenre(name)))
    expect(within).toBeLessThan(0.75 * (genres.reduce((sum, value) => sum + value, 0) / genres.length))
  })

  it('has a heavy tail of popularity', () => {
    const sorted = tracks.map(({ popularity }) => popularity).sort((a, b) => a - b)
    expect(sorted.at(1000)).toBeLessThan(45)
    expect(sorted.at(-10)).toBeGreaterThan(65)
  })

  it('re-releases some songs: same ISRC with the same or a remastered title, others live or acoustic', () => {
    const shared = tracks.filter((track) => track.recording !== track.index)
    expect(shared.length).toBeGreaterThan(10)
    for (const track of shared) {
      const original = catalogue.trackAt(track.recording)
      expect(catalogue.isrcOf(track)).toBe(catalogue.isrcOf(original))
      expect(track.title.startsWith(original.title)).toBe(true)
      expect(track.features.tempo).toBe(original.features.tempo)
    }
    expect(tracks.some(({ title }) => title.endsWith(' - Live'))).toBe(true)
    expect(tracks.some(({ title }) => / - \d{4} Remaster$/.test(title))).toBe(true)
  })

  it('names songs in several alphabets and flags some as explicit', () => {
    expect(tracks.some(({ title }) => /\p{Script=Han}/u.test(title))).toBe(true)
    expect(tracks.some(({ title }) => /[ñáéíó¿]/.test(title))).toBe(true)
    expect(meanOf(tracks, (t) => Number(t.explicit))).toBeGreaterThan(0.05)
  })

  it.skipIf(!existsSync(REAL_TRACKS))('writes no name of an artist in the TidyTuesday table', () => {
    const real = readFileSync(REAL_TRACKS, 'utf8').toLowerCase()
    const invented = new Set(
      tracks.flatMap(({ artists }) => artists.map((index) => catalogue.artistAt(index).name)),
    )
    expect([...invented].filter((name) => real.includes(`,${name.toLowerCase()},`))).toEqual([])
  })
})

describe('search', () => {
  const some = catalogue.trackAt(321)

  it('finds every track by its ISRC', async () => {
    for (const track of tracks.filter((_, i) => i % 50 === 0)) {
      const found = await catalogue.search(`isrc:${catalogue.isrcOf(track)}`)
      expect(found.map(({ index }) => index)).toContain(track.index)
    }
    expect(await catalogue.search('isrc:GBFFP0300052')).toEqual([])
  })

  it('finds a track by title and artist, with and without accents', async () => {
    const artist = catalogue.artistAt(some.artists[0] ?? 0).name
    const quoted = await catalogue.search(`track:"${some.title}" artist:"${artist}"`)
    expect(quoted[0]?.title).toBe(some.title)
    const plain = await catalogue.search(`${some.title} ${artist}`.normalize('NFKD').replace(/\p{M}/gu, ''))
    expect(plain.map(({ index }) => index)).toContain(some.index)
  })

  it('filters by year and genre', async () => {
    const found = await catalogue.search('genre:techno year:2000-2010')
    expect(found.length).toBeGreaterThan(0)
    expect(
      found.every(({ year, genre }) => year >= 2000 && year <= 2010 && GENRES[genre]?.name === 'techno'),
    ).toBe(true)
  })

  it('survives any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => Array.isArray(await catalogue.search(text))),
      { numRuns: 50 },
    )
  })
})

function groupByArtist(): SandboxTrack[][] {
  const groups = new Map<number, SandboxTrack[]>()
  for (const track of tracks) {
    const artist = track.artists[0] ?? 0
    groups.set(artist, [...(groups.get(artist) ?? []), track])
  }
  return [...groups.values()]
}
