import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCosines } from './cosines'
import { packPlaces } from './places'
import { BALANCED, cosine, type GroupWeights } from './similarity'
import { GROUPS } from './vector-spec'
import { anyQuestion, manyMembers } from '../../similar/domain/ranking/testing/questions'

describe('createCosines', () => {
  it('gives the cosine to each reference under each balance and without each group, whatever groups and popularity tracks have', () => {
    fc.assert(
      fc.property(anyQuestion, manyMembers('3', 1, 8), ({ seeds, balance }, tracks) => {
        const places = seeds.map(({ place }) => place)
        const balances = [balance, BALANCED]
        const withoutEach = (one: GroupWeights) =>
          GROUPS.map((_, group) => one.map((weight, at) => (at === group ? 0 : weight)))
        const columns = balances.flatMap((one) => [one, ...withoutEach(one)])
        const whole = createCosines(places, { balances, leavingOut: false })
        const each = createCosines(places, { balances, leavingOut: true })
        const packed = packPlaces(tracks.map(({ place }) => place))
        tracks.forEach(({ place }, row) => {
          const cosines = (of: GroupWeights[]) =>
            of.flatMap((one) => places.map((seed) => cosine(seed, place, one)))
          cosines(balances).forEach((value, i) => expect(whole(packed, row)[i]).toBeCloseTo(value, 9))
          cosines(columns).forEach((value, i) => expect(each(packed, row)[i]).toBeCloseTo(value, 9))
        })
      }),
    )
  })
})
