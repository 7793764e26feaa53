import { describe, expect, it } from 'vitest'
import { DIMENSIONS, GROUPS } from '../domain/vector-spec'
import type { Candidate } from './ports'
import { rankCandidates } from './rank-candidates'

const ALL = (1 << GROUPS.length) - 1
const candidate = (id: string, overrides: Partial<Candidate> = {}): Candidate => ({
  id,
  publicId: `p${id}`,
  songKey: `song ${id}`,
  isrc: null,
  mask: ALL,
  artistId: null,
  ...overrides,
})

/** Ranks candidates whose vectors lie at the given angles (degrees) from the query. */
function rank(candidates: (Candidate & { angle: number })[], k = 10, query = candidate('1')) {
  const toVector = (angle: number) => {
    const vector = new Float32Array(DIMENSIONS)
    vector[0] = Math.cos((angle * Math.PI) / 180)
    vector[1] = Math.sin((angle * Math.PI) / 180)
    return vector
  }
  const all = [{ ...query, angle: 0 }, ...candidates]
  const vectors = new Float32Array(all.length * DIMENSIONS)
  all.forEach(({ angle }, i) => {
    vectors.set(toVector(angle), i * DIMENSIONS)
  })
  const hits = { ids: BigInt64Array.from(all, ({ id }) => BigInt(id)), vectors }
  const known = new Map(all.map((c) => [c.id, c]))
  return rankCandidates({ candidate: query, vector: toVector(0) }, hits, known, k).map((r) => r.candidate.id)
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

  it('leaves out other releases of the query, by ISRC and by title and artist', () => {
    const query = candidate('1', { isrc: 'USRC17607839', songKey: 'halo|beyonce', artistId: '7' })
    const found = rank(
      [
        { ...candidate('2', { isrc: 'USRC17607839' }), angle: 1 },
        { ...candidate('3', { songKey: 'halo|beyonce', artistId: '7' }), angle: 2 },
        { ...candidate('4'), angle: 3 },
      ],
      10,
      query,
    )
    expect(found).toEqual(['4'])
  })

  it('keeps one release of each recording', () => {
    const twin = { songKey: 'twin' }
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
    expect(rank([{ ...candidate('2', { mask: 1 << GROUPS.indexOf('harmony') }), angle: 1 }])).toEqual([])
    const hits = { ids: BigInt64Array.from([99n, -1n]), vectors: new Float32Array(2 * DIMENSIONS) }
    const query = { candidate: candidate('1'), vector: new Float32Array(DIMENSIONS) }
    expect(rankCandidates(query, hits, new Map(), 5)).toEqual([])
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
