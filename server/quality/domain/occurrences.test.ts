import { describe, expect, it } from 'vitest'
import { createOccurrences } from './occurrences'

function count(rows: number, lists: number[][]) {
  const occurrences = createOccurrences(rows)
  for (const list of lists) occurrences.add(list)
  return occurrences
}

describe('createOccurrences', () => {
  it('says which share of the catalog turns up', () => {
    expect(count(4, [[0, 1], [1]]).coverage()).toBe(0.5)
    expect(count(0, []).coverage()).toBe(0)
  })

  it('finds no skew where all turn up equally often or as often above as below', () => {
    expect(count(3, [[0, 1, 2]]).hubSkew()).toBe(0)
    expect(count(3, [[0], [0], [1]]).hubSkew()).toBeCloseTo(0)
    expect(count(0, []).hubSkew()).toBe(0)
  })

  it('is the third standardised moment: one hub among n rows has skew (n − 2) / √(n − 1)', () => {
    expect(count(101, [[5], [5], [5]]).hubSkew()).toBeCloseTo(99 / 10)
  })
})
