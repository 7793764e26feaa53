import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCosines } from './cosines'
import { anyQuestion, manyMembers } from '../../similar/domain/ranking/testing/questions'
import { cosine } from './similarity'

describe('createCosines', () => {
  it('gives the cosine to each seed, whatever groups and popularity tracks have', () => {
    fc.assert(
      fc.property(anyQuestion, manyMembers('3', 1, 8), ({ seeds, balance }, tracks) => {
        const places = seeds.map(({ place }) => place)
        const cosines = createCosines(places, balance)
        for (const { place } of tracks) {
          const found = [...cosines(place)]
          places.forEach((seed, i) => expect(found[i]).toBeCloseTo(cosine(seed, place, balance), 10))
        }
      }),
    )
  })
})
