import { describe, expect, it } from 'vitest'
import { keyName } from '~server/domain/harmony'
import { toWedges, WHEEL, wheelLabels } from './wheel'

const keys = [1, 0].flatMap((mode) => Array.from({ length: 12 }, (_, key) => keyName(key, mode)))

describe('toWedges', () => {
  it('draws each of the 24 keys as the domain names them', () => {
    const wedges = toWedges(keys.map((label) => ({ label, count: 1 })))
    expect(new Set(wedges.map(({ name }) => name))).toEqual(new Set(keys))
  })

  it('leaves out keys that do not occur', () => {
    expect(toWedges([{ label: 'A minor', count: 0 }])).toEqual([])
  })

  it('lets major keys grow outwards and minor keys inwards, by area', () => {
    const radiusOf = (label: string, count: number, arc: number) => {
      const wedges = toWedges([
        { label, count },
        { label: 'C major', count: 4 },
      ])
      const path = wedges.find(({ name }) => name === label)?.path ?? ''
      return Number([...path.matchAll(/A([\d.]+)/g)][arc]?.[1])
    }
    const { base, reach } = WHEEL
    expect(radiusOf('G major', 4, 0)).toBeCloseTo(base + reach, 1)
    expect(radiusOf('E minor', 4, 1)).toBeCloseTo(base - reach, 1)
    const half = radiusOf('G major', 2, 0)
    expect(half ** 2 - base ** 2).toBeCloseTo(((base + reach) ** 2 - base ** 2) / 2, -2)
  })
})

describe('wheelLabels', () => {
  it('puts C at the top with A minor below it, and G next to it clockwise', () => {
    const at = (text: string) => wheelLabels().find((label) => label.text === text) ?? { x: NaN, y: NaN }
    expect(at('C').x).toBeCloseTo(WHEEL.centre)
    expect(at('Am').x).toBeCloseTo(WHEEL.centre)
    expect(at('C').y).toBeLessThan(at('Am').y)
    expect(at('G').x).toBeGreaterThan(at('C').x)
  })
})
