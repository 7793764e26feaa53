import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TopK } from './top-k'

test('TopK keeps what sorting all and taking k would', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 })), fc.integer({ min: 1, max: 12 }), (scores, k) => {
      const best = new TopK(k)
      scores.forEach((score, position) => {
        best.offer(score, position)
      })
      const sorted = scores
        .map((score, position) => ({ score, position }))
        .sort((a, b) => b.score - a.score || a.position - b.position)
      expect(best.toSorted()).toEqual(sorted.slice(0, k))
    }),
  )
})
