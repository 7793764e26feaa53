import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ARCS, toEnergyTargets, type Arc } from './arcs'

const energy = fc.option(fc.double({ min: 0, max: 1, noNaN: true }))
const steps = (targets: number[]) => targets.slice(1).map((value, i) => value - (targets[i] ?? 0))

describe('toEnergyTargets', () => {
  it('has a share for every place, whatever is known of the ends', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ARCS),
        fc.integer({ min: 2, max: 50 }),
        energy,
        energy,
        (arc, length, a, b) => {
          const targets = toEnergyTargets(arc, length, [a, b])
          expect(targets).toHaveLength(length)
          for (const target of targets) expect(target >= 0 && target <= 1).toBe(true)
        },
      ),
    )
  })

  it('never goes down in a rise, nor up in a fall', () => {
    fc.assert(
      fc.property(energy, energy, (a, b) => {
        for (const step of steps(toEnergyTargets('rise', 12, [a, b]))) {
          expect(step).toBeGreaterThanOrEqual(-1e-9)
        }
        for (const step of steps(toEnergyTargets('fall', 12, [a, b]))) expect(step).toBeLessThanOrEqual(1e-9)
      }),
    )
  })

  it.each<[Arc, number[]]>([
    ['flat', [0.4, 0.45, 0.5, 0.55, 0.6]],
    ['rise', [0.4, 0.475, 0.55, 0.625, 0.7]],
    ['fall', [0.4, 0.325, 0.25, 0.175, 0.1]],
    ['wave', [0.4, 0.65, 0.5, 0.35, 0.6]],
  ])('%s from .4 to .6 is %j', (arc, expected) => {
    const targets = toEnergyTargets(arc, 5, [0.4, 0.6])
    expect(targets.map((target) => Number(target.toFixed(3)))).toEqual(expected)
  })

  it('takes an end that is not known to be as the other', () => {
    expect(toEnergyTargets('flat', 3, [null, 0.8])).toEqual([0.8, 0.8, 0.8])
    expect(toEnergyTargets('flat', 3, [null, null])).toEqual([0.5, 0.5, 0.5])
  })
})
