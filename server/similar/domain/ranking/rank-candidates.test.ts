import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCKS, DIMENSIONS, GROUPS } from '../../../domain/features/vector-spec'
import type { Candidate } from './member'
import { poolOf, toPool } from './pool'
import { rankCandidates } from './rank-candidates'
import { anyQuestion, ask, at, candidate, ids, manyMembers } from './testing/questions'

/** Ranks candidates whose vectors lie at the given angles (degrees) from the query. */
function rank(candidates: (Candidate & { angle: number })[], k = 10, query = candidate('1')) {
  const seed = at(0, query.id, query)
  const pool = [seed, ...candidates.map(({ angle, ...rest }) => at(angle, rest.id, rest))]
  return ids(rankCandidates(ask([seed]), poolOf(pool), k))
}

describe('rankCandidates', () => {
  it('orders by likeness and never gives the query back', () => {
    expect(
      rank([
        { ...candidate('2'), angle: 40 },
        { ...candidate('3'), angle: 10 },
      ]),
    ).toEqual(['3', '2'])
  })

  it('leaves out other releases of the query', () => {
    const query = candidate('1', { recording: 'halo' })
    const found = rank(
      [
        { ...candidate('2', { recording: 'halo' }), angle: 1 },
        { ...candidate('3', { recording: 'halo' }), angle: 2 },
        { ...candidate('4'), angle: 3 },
      ],
      10,
      query,
    )
    expect(found).toEqual(['4'])
  })

  it('keeps one release of each recording', () => {
    const twin = { recording: 'twin' }
    expect(
      rank([
        { ...candidate('2', twin), angle: 5 },
        { ...candidate('3', twin), angle: 4 },
        { ...candidate('4'), angle: 9 },
      ]),
    ).toEqual(['3', '4'])
  })

  it('breaks ties by id, so that the same question has the same answer', () => {
    const tied = ['5', '3', '4', '2'].map((id) => ({ ...candidate(id), angle: 20 }))
    expect(rank(tied)).toEqual(['2', '3', '4', '5'])
    expect(rank([...tied].reverse())).toEqual(['2', '3', '4', '5'])
  })

  it('leaves out candidates that share too little with the query, and what the catalog no longer has', () => {
    expect(rank([{ ...candidate('2', { mask: 1 << BLOCKS.indexOf('harmony') }), angle: 1 }])).toEqual([])
    const hits = { ids: BigInt64Array.from([99n, -1n]), vectors: new Float32Array(2 * DIMENSIONS) }
    expect(toPool(hits, new Map(), { location: 0, scale: 1 }).candidates).toEqual([])
  })

  it('gives k at most', () => {
    expect(
      rank(
        [2, 3, 4, 5].map((id) => ({ ...candidate(String(id)), angle: id })),
        2,
      ),
    ).toEqual(['2', '3'])
  })
})

describe('the modes', () => {
  const seeds = [at(0, '1', { artistId: 'a' }), at(40, '2', { artistId: 'b' })]

  it('discover leaves out the artists of the seeds and gives one track an artist', () => {
    const pool = [
      at(10, '3', { artistId: 'a' }),
      at(20, '4', { artistId: 'c' }),
      at(21, '5', { artistId: 'c' }),
      at(60, '6', { artistId: 'd' }),
    ]
    expect(ids(rankCandidates(ask(seeds, { mode: 'discover' }), poolOf(pool), 10))).toEqual(['4', '6'])
  })

  it('discover gives way to the little known as novelty grows, and score and parts with it', () => {
    const pool = [at(20, '3', { popularity: 90 }), at(50, '4', { popularity: 10 })]
    const first = (novelty: number) =>
      rankCandidates(ask(seeds, { mode: 'discover', novelty }), poolOf(pool), 10)[0]
    expect(first(0)?.candidate.id).toBe('3')
    expect(first(0.5)?.candidate.id).toBe('4')
    expect(first(1)).toMatchObject({ score: 0.9, adjustments: [{ kind: 'novelty', amount: 0.9 }] })
  })

  it('continue prefers the artists of the seeds by the bonus, two tracks of each at most', () => {
    const pool = [
      at(25, '3'),
      at(60, '4', { artistId: 'a' }),
      at(65, '5', { artistId: 'a' }),
      at(70, '6', { artistId: 'a' }),
    ]
    const ranked = rankCandidates(ask(seeds, { mode: 'continue', artistBonus: 0.9 }), poolOf(pool), 10)
    expect(ids(ranked)).toEqual(['4', '5', '3'])
    expect(ranked[0]?.adjustments).toEqual([{ kind: 'artist', amount: 0.9 }])
    expect(ids(rankCandidates(ask(seeds, { artistBonus: 0.9 }), poolOf(pool), 1))).toEqual(['3'])
  })

  it('takes what is nearer to a disliked track down, and leaves the far side as it was', () => {
    const against = [at(60, '9')]
    const pool = [at(50, '3'), at(-30, '4'), at(60, '5')]
    const seed = [at(0, '1')]
    const before = rankCandidates(ask(seed), poolOf(pool), 10)
    const after = rankCandidates(ask(seed, { against }), poolOf([...pool, ...against]), 10)
    expect(ids(before)).toEqual(['4', '3', '5'])
    expect(ids(after)).toEqual(['4', '3', '5'])
    const vote = (id: string) => after.find((r) => r.candidate.id === id)?.adjustments[0]?.amount ?? 0
    expect(vote('5')).toBeLessThan(vote('3'))
    expect(vote('3')).toBeLessThan(-0.5)
    expect(vote('4')).toBeGreaterThan(-0.05)
  })

  it('keeps to a number of tracks of an artist where one is asked for', () => {
    const pool = [1, 2, 3, 4].map((i) => at(i, `1${i}`, { artistId: 'z' }))
    expect(rankCandidates(ask([at(0, '1')], { perArtist: 3 }), poolOf(pool), 10)).toHaveLength(3)
  })

  it('spreads the answers as diversity grows', () => {
    const pool = [at(10, '3'), at(11, '4'), at(-30, '5')]
    const order = (diversity: number) =>
      ids(rankCandidates(ask([at(0, '1')], { diversity }), poolOf(pool), 3))
    expect(order(0)).toEqual(['3', '4', '5'])
    expect(order(0.6)).toEqual(['3', '5', '4'])
  })
})

describe('for any question', () => {
  it('parts and adjustments add up to the score', () => {
    fc.assert(
      fc.property(anyQuestion, manyMembers('3', 0, 15), (question, pool) => {
        for (const { score, likeness, adjustments } of rankCandidates(question, poolOf(pool), 20)) {
          const parts = GROUPS.reduce((sum, group) => sum + likeness.parts[group], 0)
          const total = adjustments.reduce((sum, { amount }) => sum + amount, parts)
          expect(Math.abs(total - score)).toBeLessThan(1e-6)
        }
      }),
    )
  })

  it('the answer does not depend on the order of the pool', () => {
    fc.assert(
      fc.property(anyQuestion, manyMembers('3', 0, 15), (question, pool) => {
        expect(ids(rankCandidates(question, poolOf([...pool].reverse()), 8))).toEqual(
          ids(rankCandidates(question, poolOf(pool), 8)),
        )
      }),
    )
  })
})
