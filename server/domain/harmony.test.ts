import { describe, expect, it } from 'vitest'
import { camelotCode, fifthsDistance, fifthsPosition, keyName } from './harmony'

describe('harmony', () => {
  it('names keys', () => {
    expect(keyName(0, 1)).toBe('C major')
    expect(keyName(9, 0)).toBe('A minor')
    expect(keyName(6, 1)).toBe('F♯/G♭ major')
  })

  it('puts relative keys at one place of the circle of fifths', () => {
    expect(fifthsPosition(9, 0)).toBe(fifthsPosition(0, 1))
    expect(fifthsDistance({ key: 0, mode: 1 }, { key: 7, mode: 1 })).toBe(1)
    expect(fifthsDistance({ key: 0, mode: 1 }, { key: 6, mode: 1 })).toBe(6)
  })

  // Camelot wheel as printed in Mixed In Key's chart.
  it.each([
    [0, 1, '8B'],
    [9, 0, '8A'],
    [7, 1, '9B'],
    [5, 1, '7B'],
    [4, 0, '9A'],
    [11, 1, '1B'],
    [8, 0, '1A'],
    [1, 0, '12A'],
  ])('writes key %i mode %i as %s', (key, mode, code) => {
    expect(camelotCode(key, mode)).toBe(code)
  })
})
