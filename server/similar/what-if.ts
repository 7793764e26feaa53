import { setImmediate as turn } from 'node:timers/promises'
import type { Member } from './domain/ranking/member'
import type { Question } from './domain/ranking/question'
import { orderCandidates, type Ranked } from './domain/ranking/rank-candidates'
import type { WhatIf } from './domain/recommendation'
import { GROUPS, type Group } from '../domain/features/vector-spec'

/** A change of one place is noise; from two on it says something about the match. */
const WORTH_SAYING = 2

/**
 * For each ranked track the one group whose absence would move it most: its rank in the same pool when that group
 * counts 0 and all else stays. Counted, not estimated: each group's list is ranked anew. null where no group moves it
 * by two places or more, or where it would fall out of the `depth` best.
 */
export async function findWhatIfs(
  question: Question,
  pool: readonly Member[],
  ranked: readonly Ranked[],
  depth: number,
): Promise<(WhatIf | null)[]> {
  const without: { group: Group; places: Map<string, number> }[] = []
  for (const [i, group] of GROUPS.entries()) {
    if (question.balance[i] === 0) continue
    const balance = question.balance.map((weight, at) => (at === i ? 0 : weight))
    const order = orderCandidates({ ...question, balance }, pool, depth)
    without.push({ group, places: new Map(order.map((id, at) => [id, at + 1])) })
    // Each list is some 300 comparisons and a sort: others get their turn between two of them.
    await turn()
  }
  return ranked.map(({ candidate }, i) => {
    const moves = without.flatMap(({ group, places }): (WhatIf & { by: number })[] => {
      const rank = places.get(candidate.id)
      return rank === undefined ? [] : [{ group, rank, by: Math.abs(rank - (i + 1)) }]
    })
    const most = moves.sort((a, b) => b.by - a.by || place(a.group) - place(b.group))[0]
    return most && most.by >= WORTH_SAYING ? { group: most.group, rank: most.rank } : null
  })
}

const place = (group: Group): number => GROUPS.indexOf(group)
