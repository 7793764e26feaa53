import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankCandidates } from './domain/ranking/rank-candidates'
import { poolOf } from './domain/ranking/pool'
import { anyQuestion, ids, manyMembers } from './domain/ranking/testing/questions'
import { GROUPS } from '../domain/features/vector-spec'
import { findWhatIfs } from './what-if'

describe('for any question', () => {
  it('a track has the rank that was foretold once the named group is ignored', () => {
    fc.assert(
      fc.property(anyQuestion, manyMembers('3', 3, 15), (question, members) => {
        const pool = poolOf(members)
        const ranked = rankCandidates(question, pool, 6)
        const whatIfs = findWhatIfs(question, pool, ranked, 20)
        whatIfs.forEach((whatIf, i) => {
          if (!whatIf) return
          const balance = question.balance.slice()
          balance[GROUPS.indexOf(whatIf.group)] = 0
          const again = ids(rankCandidates({ ...question, balance }, pool, 20))
          expect(again[whatIf.rank - 1]).toBe(ranked[i]?.candidate.id)
          expect(Math.abs(whatIf.rank - (i + 1))).toBeGreaterThanOrEqual(2)
        })
      }),
    )
  })
})
