import { describe, expect, it } from 'vitest'
import type { JourneyStop } from '~server/journey/domain/journey'
import { toJourneyLine } from './journey-line'

const stops = (...tempi: (number | null)[]) =>
  tempi.map((tempo, i) => ({ place: i + 1, named: i === 0, tempo }) as JourneyStop)
const line = (...tempi: (number | null)[]) => toJourneyLine(stops(...tempi), ({ tempo }) => tempo, [100, 200])

describe('toJourneyLine', () => {
  it('goes from the left to the right, high values above', () => {
    expect(line(100, 150, 200)).toMatchObject({
      paths: ['M0.00 100.00L50.00 50.00L100.00 0.00'],
      points: [
        { place: 1, x: 0, y: 100, value: 100, named: true },
        { place: 2, x: 50, y: 50, value: 150, named: false },
        { place: 3, x: 100, y: 0, value: 200, named: false },
      ],
    })
  })

  it('is broken where a track lacks the value, and is none where all do', () => {
    const broken = line(100, 120, null, 140, 160, null, 180)
    expect(broken?.paths).toHaveLength(2)
    expect(broken?.points).toHaveLength(5)
    expect(line(null, null)).toBeNull()
  })

  it('leaves room above and below, also where all values are equal', () => {
    const own = toJourneyLine(stops(100, 200), ({ tempo }) => tempo)
    expect(own).toMatchObject({ least: 88, most: 212 })
    const flat = toJourneyLine(stops(120, 120), ({ tempo }) => tempo)
    expect(flat?.points.map(({ y }) => y)).toEqual([50, 50])
  })
})
