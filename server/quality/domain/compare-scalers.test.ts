import { describe, expect, it } from 'vitest'
import type { Scaler } from '../../domain/features/scaler'
import { compareScalers } from './compare-scalers'
import { countLists, listOf } from './lists'
import { narrowCatalog } from './narrow-catalog'
import { createStyledCatalog } from './testing/catalog'
import { deafen } from './testing/deafen'

const { catalog, scaler } = createStyledCatalog()
const limits = { tracks: 10_000, playlists: 16, queries: 60, seconds: 60 }
const deaf = deafen(scaler)
const compare = (next: Scaler, options: { limits?: typeof limits; now?: () => number } = {}) =>
  compareScalers(catalog, { current: scaler, next }, { seed: 1, limits, now: () => 0, ...options })

describe('compareScalers', () => {
  it('finds no difference between a scaler and itself', () => {
    const { figures, hubSkew } = compare(scaler)
    expect(figures.map(({ what }) => what)).toEqual(['continue', 'discover', 'playlist', 'genre'])
    for (const { mean, change } of figures) {
      expect(mean.next).toBe(mean.current)
      expect(mean.current).toBeGreaterThan(0)
      expect(change).toMatchObject({ value: 0, low: 0, high: 0 })
    }
    expect(hubSkew.next).toBe(hubSkew.current)
  })

  it('sees on the same playlists and tracks what a broken scaler loses', () => {
    for (const { what, mean, change } of compare(deaf).figures) {
      expect(mean.next, what).toBeLessThan(mean.current)
      expect(change.value, what).toBeCloseTo(mean.next - mean.current, 9)
      // Sixteen playlists of a small catalog leave the one mode in doubt that may not name their artists.
      if (what !== 'discover') expect(change.high, what).toBeLessThan(0)
    }
  })

  it('stops when the time is over, with as many questions to both', () => {
    let clock = 0
    const { figures } = compare(deaf, { now: () => (clock += 10_000) })
    expect(figures[0]?.change.n).toBeGreaterThan(0)
    expect(figures[0]?.change.n).toBeLessThan(16)
    expect(figures[0]?.change.n).toBe(figures[1]?.change.n)
  })

  it('gives the same for the same seed', () => {
    expect(compare(deaf)).toEqual(compare(deaf))
  })
})

describe('narrowCatalog', () => {
  const small = { tracks: 200, playlists: 3, minTracks: 20 }

  it('keeps whole playlists and fills up with other tracks', () => {
    const narrow = narrowCatalog(catalog, small, 1)
    expect(countLists(narrow.playlists)).toBe(3)
    expect(narrow.songs).toHaveLength(200)
    expect(narrow.shaped).toHaveLength(200 * (catalog.shaped.length / catalog.songs.length))
    const whole = Array.from({ length: countLists(catalog.playlists) }, (_, i) =>
      songsOf(catalog, listOf(catalog.playlists, i)),
    )
    for (let i = 0; i < 3; i++) {
      expect(whole).toContainEqual(songsOf(narrow, listOf(narrow.playlists, i)))
    }
    // Song and genre of a track are still those it had.
    narrow.songs.forEach((song, place) => {
      expect([...listOf(narrow.genres, place)]).toEqual([...listOf(catalog.genres, song)])
    })
  })

  it('leaves a small catalog whole, and out of it playlists that are too short', () => {
    const narrow = narrowCatalog(catalog, { tracks: 10_000, playlists: 100, minTracks: 20 }, 1)
    expect([...narrow.songs]).toEqual([...catalog.songs])
    expect(countLists(narrow.playlists)).toBe(countLists(catalog.playlists))
    expect(countLists(narrowCatalog(catalog, { ...small, minTracks: 1000 }, 1).playlists)).toBe(0)
  })
})

const songsOf = ({ songs }: typeof catalog, tracks: Int32Array) =>
  [...tracks].map((track) => songs[track]).sort((a, b) => (a ?? 0) - (b ?? 0))
