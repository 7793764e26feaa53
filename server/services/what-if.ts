import { GROUPS, type Group } from '../domain/vector-spec'
import type { WhatIf } from '../domain/recommendation'
import { rankCandidates, type Member, type Question, type Ranked } from './rank-candidates'

/** A change of one place is noise; from two on it says something about the match. */
const WORTH_SAYING = 2

/**
 * For each ranked track the one group whose absence would move it most: its rank in the same pool when that group
 * counts 0 and all else stays. Counted, not estimated: each group's list is ranked anew. null where no group moves it
 * by two places or more, or where it would fall out of the `depth` best.
 */
export function findWhatIfs(
  question: Question,
  pool: readonly Member[],
  ranked: readonly Ranked[],
  depth: number,
): (WhatIf | null)[] {
  const without = GROUPS.flatMap((group, i) => {
    if (question.balance[i] === 0) return []
    const balance = question.balance.map((weight, at) => (at === i ? 0 : weight))
    const places = new Map(
      rankCandidates({ ...question, balance }, pool, depth).map(({ candidate }, at) => [
        candidate.id,
        at + 1,
      ]),
    )
    return [{ group, places }]
  })
  return ranked.map(({ candidate }, i) => {
    const moves = without.flatMap(({ group, places }): (WhatIf & { by: number })[] => {
      const rank = places.get(candidate.id)
      return rank === undefined ? [] : [{ group, rank, by: Math.abs(rank - (i + 1)) }]
    })
    const most = moves.sort((a, b) => b.by - a.by || order(a.group) - order(b.group))[0]
    return most && most.by >= WORTH_SAYING ? { group: most.group, rank: most.rank } : null
  })
}

const order = (group: Group): number => GROUPS.indexOf(group)
