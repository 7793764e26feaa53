import { describe, expect, it } from 'vitest'
import { camelotCode, compatibleKeys, fifthsDistance, fifthsPosition, keyName, parseCamelot } from './harmony'

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

describe('compatibleKeys', () => {
  it('are the same key, its relative, and a fifth to either side', () => {
    const names = (code: string) => compatibleKeys(code).map(({ key, mode }) => keyName(key, mode))
    expect(names('8A').sort()).toEqual(['A minor', 'C major', 'D minor', 'E minor'])
    expect(names('8b').sort()).toEqual(['A minor', 'C major', 'F major', 'G major'])
  })

  it('go round the wheel', () => {
    for (const code of ['12A', '1B']) expect(compatibleKeys(code)).toHaveLength(4)
    expect(
      compatibleKeys('12A')
        .map(({ key, mode }) => camelotCode(key, mode))
        .sort(),
    ).toEqual(['11A', '12A', '12B', '1A'].sort())
  })

  it('are none for what is no code', () => {
    for (const text of ['', '0A', '13B', '8C', 'A8']) {
      expect(parseCamelot(text), text).toBeNull()
      expect(compatibleKeys(text)).toEqual([])
    }
  })
})
