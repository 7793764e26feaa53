import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toPlaces } from './places'

describe('toPlaces', () => {
  it('starts at the first, ends at the last, and keeps the order', () => {
    const angles = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(angles, fc.nat(40), (legs, more) => {
        const length = legs.length + 1 + more
        const places = toPlaces(legs, length)
        expect(places).toHaveLength(legs.length + 1)
        expect([places[0], places.at(-1)]).toEqual([0, length - 1])
        expect(places.slice(1).every((place, i) => place > (places[i] ?? 0))).toBe(true)
      }),
    )
  })

  it('gives the longer leg more steps', () => {
    expect(toPlaces([1, 3], 9)).toEqual([0, 2, 8])
    expect(toPlaces([0, 0], 5)).toEqual([0, 3, 4])
    expect(toPlaces([2], 12)).toEqual([0, 11])
  })
})
