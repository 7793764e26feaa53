import { describe, expect, it } from 'vitest'
import { formatFigure, timesAsMany, toBars } from './quality'

const figure = { value: 0.129, low: 0.118, high: 0.141, n: 210 }
const rows = [
  { method: 'random', ours: false, figure },
  { method: 'continue', ours: true, figure },
  { method: 'kernel', ours: true, figure: null },
]

describe('the figures of the quality page', () => {
  it('are drawn in the order asked for, without those that were not measured', () => {
    const bars = toBars(rows, ['kernel', 'continue', 'popularity', 'random'], (row) => row.figure)
    expect(bars.map(({ name, ours }) => [name, ours])).toEqual([
      ['Continue', true],
      ['Random', false],
    ])
  })

  it('are written with their interval', () => {
    expect(formatFigure(figure)).toBe('12.9\u00a0% (11.8 to 14.1)')
  })

  it('are compared with a baseline as finely as that makes sense', () => {
    expect(timesAsMany(0.12, 0.004)).toBe('30 times as many')
    expect(timesAsMany(0.12, 0.05)).toBe('2.4 times as many')
    expect(timesAsMany(0.12, 0)).toBeNull()
  })
})
