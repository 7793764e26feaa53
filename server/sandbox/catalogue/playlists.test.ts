import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createCatalogue } from './catalogue'
import type { SandboxPlaylist } from './playlists'
import { ODD_ITEM } from './playlists'

const lists = createCatalogue(1, 2000, 60).playlists()

function heldTracks(playlists: readonly SandboxPlaylist[]): Set<number> {
  return new Set(playlists.flatMap(({ items }) => [...items].filter((entry) => entry >= 0)))
}

describe('playlists', () => {
  it('hold every track, in public ones already, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer(),
        (size, count, seed) => {
          const open = createCatalogue(seed, size, count)
            .playlists()
            .filter((playlist) => playlist.public)
          expect(heldTracks(open).size).toBe(size)
        },
      ),
      { numRuns: 40 },
    )
    expect(heldTracks(lists).size).toBe(2000)
  })

  it('are sixty of twenty to a hundred and ten items at 2,000 tracks', () => {
    expect(lists).toHaveLength(60)
    for (const { items } of lists) {
      expect(items.length).toSatisfy((length: number) => length >= 20 && length <= 110)
    }
  })

  it('are as long as they are told to be, and keep their oddities', () => {
    const even = createCatalogue(1, 2000, 60, 100).playlists()
    expect(new Set(even.map(({ items }) => items.length))).toEqual(new Set([100]))
    for (const entry of Object.values(ODD_ITEM)) {
      expect(even.filter(({ items }) => items.includes(entry)).map(({ index }) => index)).toEqual(
        lists.filter(({ items }) => items.includes(entry)).map(({ index }) => index),
      )
    }
  })

  it('name no track outside the catalogue', () => {
    for (const { items } of lists) expect(items.every((entry) => entry >= -3 && entry < 2000)).toBe(true)
  })

  it('have the oddities of real ones', () => {
    const has = (entry: number): boolean => lists.some(({ items }) => items.includes(entry))
    expect([has(ODD_ITEM.local), has(ODD_ITEM.episode), has(ODD_ITEM.missing)]).toEqual([true, true, true])
    const repeats = lists.filter(
      ({ items }) => new Set(items.filter((e) => e >= 0)).size < items.filter((e) => e >= 0).length,
    )
    expect(repeats.length).toBeGreaterThan(5)
  })

  it('have names of their own and one owner each, some private and some shared', () => {
    expect(new Set(lists.map(({ name }) => name)).size).toBe(60)
    expect(new Set(lists.map(({ owner }) => owner)).size).toBe(6)
    expect(lists.some((playlist) => !playlist.public)).toBe(true)
    expect(lists.some(({ collaborators }) => collaborators.length > 0)).toBe(true)
  })
})
