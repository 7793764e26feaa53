import type { Pool } from './domain/ranking/pool'
import type { Question } from './domain/ranking/question'
import { orderWithoutEach, type Ranked } from './domain/ranking/rank-candidates'
import type { WhatIf } from './domain/recommendation'
import { GROUPS, type Group } from '../domain/features/vector-spec'

/** A change of one place is noise; from two on it says something about the match. */
const WORTH_SAYING = 2

/**
 * For each ranked track the one group whose absence would move it most: its rank in the same pool when that group
 * counts 0 and all else stays. Counted, not estimated: the pool is compared once and ordered anew without each group. Of
 * equal moves the first group's. null where no group moves it by two places or more, or where it would fall out of the `depth` best.
 */
export function findWhatIfs(
  question: Question,
  pool: Pool,
  ranked: readonly Ranked[],
  depth: number,
): (WhatIf | null)[] {
  const rankOf = new Map(ranked.map(({ candidate }, i) => [candidate.id, i]))
  const moves: { group: Group; rank: number; by: number }[][] = ranked.map(() => [])
  orderWithoutEach(question, pool, depth).forEach((rows, g) => {
    const group = GROUPS[g]
    if (group === undefined || question.balance[g] === 0) return
    rows.forEach((row, at) => {
      const i = rankOf.get(pool.candidates[row]?.id ?? '')
      if (i !== undefined) moves[i]?.push({ group, rank: at + 1, by: Math.abs(at - i) })
    })
  })
  return moves.map((own) => {
    const most = own.sort((a, b) => b.by - a.by)[0]
    return most && most.by >= WORTH_SAYING ? { group: most.group, rank: most.rank } : null
  })
}
