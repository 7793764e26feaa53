import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createIsrcCodec } from './isrc'

describe('ISRCs of the catalogue', () => {
  it('are well-formed, carry the year and give back their index', () => {
    const anyIndex = fc.integer({ min: 0, max: 999_999 })
    fc.assert(
      fc.property(fc.integer(), anyIndex, fc.integer({ min: 1950, max: 2026 }), (seed, index, year) => {
        const codec = createIsrcCodec(seed)
        const isrc = codec.encode(index, year)
        expect(isrc).toMatch(/^ZZ[0-9A-Z]{3}\d{7}$/)
        expect(Number(isrc.slice(5, 7))).toBe(year % 100)
        expect(codec.decode(isrc)).toBe(index)
        expect(codec.decode(isrc.toLowerCase())).toBe(index)
      }),
    )
  })

  it('refuse codes of any other country', () => {
    expect(createIsrcCodec(1).decode('GBFFP0300052')).toBeNull()
    expect(createIsrcCodec(1).decode('ZZ-nonsense')).toBeNull()
  })
})
