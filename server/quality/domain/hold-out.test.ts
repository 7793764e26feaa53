import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdOut } from './hold-out'

const options = { seed: 1, seeds: 10, minTracks: 20, limit: 100 }
const lists = fc.array(fc.uniqueArray(fc.nat(400), { maxLength: 60 }), { maxLength: 20 })

describe('holdOut', () => {
  it('shows ten tracks of each long enough playlist and hides all the others', () => {
    fc.assert(
      fc.property(lists, fc.nat(), (playlists, seed) => {
        const held = holdOut(playlists, { ...options, seed })
        expect(held).toHaveLength(playlists.filter((tracks) => tracks.length >= 20).length)
        for (const { playlist, seeds, hidden } of held) {
          expect(seeds).toHaveLength(10)
          expect(seeds.some((track) => hidden.includes(track))).toBe(false)
          expect([...seeds, ...hidden].sort((a, b) => a - b)).toEqual(
            [...(playlists[playlist] ?? [])].sort((a, b) => a - b),
          )
        }
      }),
    )
  })

  it('splits a playlist in the same way however many are asked for, and otherwise for another seed', () => {
    const playlists = Array.from({ length: 30 }, (_, p) => Array.from({ length: 25 }, (_, i) => p * 100 + i))
    const few = holdOut(playlists, { ...options, limit: 5 })
    expect(few).toEqual(holdOut(playlists, options).slice(0, 5))
    expect(few).not.toEqual(holdOut(playlists, { ...options, limit: 5, seed: 2 }))
  })
})
