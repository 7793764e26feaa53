import { describe, expect, it, vi } from 'vitest'
import { resolveControls, type ControlsInput, type Filters, type Mode } from './domain/controls'
import { toMember, type Candidate } from './domain/ranking/member'
import { poolOf } from './domain/ranking/pool'
import { BLOCKS, DIMENSIONS } from '../domain/features/vector-spec'
import { answerQuestion, type AnswerDeps } from './answer-question'
import { continueMany } from './continue-many'

const ALL = (1 << BLOCKS.length) - 1
const FAME = { location: 50, scale: 20 }

/** `count` tracks along a quarter circle, track 0 at its start; every `artistOf`-th has the artist of track 0. */
function catalogOf(count: number, options: { allowed?: (id: number) => boolean; artistOf?: number } = {}) {
  const { allowed = () => true, artistOf = 1e9 } = options
  const vectorOf = (id: bigint) => {
    const angle = (Number(id) / count) * (Math.PI / 2)
    const vector = new Float32Array(DIMENSIONS)
    vector.set([Math.cos(angle), Math.sin(angle)])
    return vector
  }
  const candidateOf = (id: string): Candidate => ({
    id,
    publicId: `p${id.padStart(6, '0')}`,
    recording: id,
    mask: ALL,
    artistId: Number(id) % artistOf === 0 ? 'first' : `artist ${id}`,
    popularity: null,
  })
  const read = (ids: bigint[]) => {
    const vectors = new Float32Array(ids.length * DIMENSIONS)
    ids.forEach((id, i) => {
      vectors.set(vectorOf(id), i * DIMENSIONS)
    })
    return vectors
  }
  const all = Array.from({ length: count }, (_, i) => BigInt(i))
  const dot = (query: Float32Array, id: bigint) =>
    vectorOf(id).reduce((sum, v, i) => sum + v * (query[i] ?? 0), 0)
  const searchVectors = vi.fn((queries: Float32Array, k: number, include?: BigInt64Array) =>
    Promise.resolve(
      Array.from({ length: queries.length / DIMENSIONS }, (_, row) => {
        const query = queries.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)
        const ids = [...(include ?? all)].sort((a, b) => dot(query, b) - dot(query, a)).slice(0, k)
        return { ids: BigInt64Array.from(ids), vectors: read(ids) }
      }),
    ),
  )
  const passes =
    ({ year, exclude }: Filters) =>
    (id: string) =>
      (year === null || allowed(Number(id))) && !exclude.includes(candidateOf(id).publicId)
  const deps: AnswerDeps & {
    tracks: { findSearchableIds: (ids: string[]) => Promise<Map<string, string>> }
  } = {
    index: {
      searchVectors,
      readVectors: (ids) => Promise.resolve(read(ids.map(BigInt))),
      describe: () => ({ version: 1, count }),
    },
    tracks: {
      findCandidates: (ids) => Promise.resolve(new Map(ids.map((id) => [id, candidateOf(id)]))),
      findMatching: (filters, among) => Promise.resolve((among ?? all.map(String)).filter(passes(filters))),
      findTracksOfArtists: (artists) =>
        Promise.resolve(
          new Map(artists.map((a) => [a, all.map(String).filter((id) => candidateOf(id).artistId === a)])),
        ),
      findSearchableIds: (ids) =>
        Promise.resolve(
          new Map(
            ids.flatMap((id) => (id.startsWith('p') ? [[id, String(Number(id.slice(1)))] as const] : [])),
          ),
        ),
    },
    sample: () =>
      Promise.resolve({
        popularityScore: FAME,
        pool: poolOf(all.slice(0, 100).map((id) => toMember(candidateOf(String(id)), vectorOf(id), FAME))),
      }),
  }
  return { deps, searchVectors }
}

async function answer(deps: AnswerDeps, k: number, mode: Mode = 'similar', input: ControlsInput = {}) {
  const controls = resolveControls(mode, input)
  const { ranked } = await answerQuestion(deps, { seeds: ['0'], against: [], controls, k })
  return ranked.map(({ candidate }) => Number(candidate.id))
}

describe('answerQuestion', () => {
  it('gives the nearest, from one search', async () => {
    const { deps, searchVectors } = catalogOf(1000)
    expect(await answer(deps, 3)).toEqual([1, 2, 3])
    expect(searchVectors).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['all', () => true, [1, 2, 3]],
    ['a half', (id: number) => id % 2 === 0, [2, 4, 6]],
    ['a few, all far away', (id: number) => id > 2990, [2991, 2992, 2993]],
    ['two', (id: number) => id === 5 || id === 2999, [5, 2999]],
    ['one that is the seed', (id: number) => id === 0, []],
    ['none', () => false, []],
  ])('is exact where a filter lets %s pass', async (_what, allowed, expected) => {
    const { deps } = catalogOf(3000, { allowed })
    expect(await answer(deps, 3, 'similar', { yearFrom: 2000 })).toEqual(expected)
  })

  it('looks further where the nearest are all by the artist of the seed', async () => {
    const { deps } = catalogOf(3000)
    const { findCandidates } = deps.tracks
    deps.tracks.findCandidates = async (ids) => {
      const found = await findCandidates(ids)
      for (const [id, candidate] of found) if (Number(id) < 2500) candidate.artistId = 'first'
      return found
    }
    expect(await answer(deps, 2, 'discover')).toEqual([2500, 2501])
  })

  it('in mode continue finds the tracks of the artist wherever they lie', async () => {
    const { deps } = catalogOf(5000, { artistOf: 2400 })
    const { ranked, pool } = await answerQuestion(deps, {
      ...{ seeds: ['0'], against: [], k: 4 },
      controls: resolveControls('continue'),
    })
    expect(pool.candidates.map(({ id }) => id)).toEqual(expect.arrayContaining(['2400', '4800']))
    const found = ranked.map(({ candidate }) => candidate.id)
    expect(found).toEqual(['1', '2', '3', '4'])
    const near = await answerQuestion(catalogOf(5000, { artistOf: 1600 }).deps, {
      ...{ seeds: ['0'], against: [], k: 4 },
      controls: resolveControls('continue'),
    })
    expect(near.question.artistBonus).toBeGreaterThan(0)
    expect(near.pool.candidates.map(({ id }) => id)).toContain('4800')
  })

  it('leaves out what is excluded', async () => {
    const { deps } = catalogOf(50)
    expect(await answer(deps, 2, 'similar', { exclude: ['p000001'] })).toEqual([2, 3])
  })
})

describe('continueMany', () => {
  it('answers list by list, names unknown seeds and goes on without them', async () => {
    const { deps } = catalogOf(100)
    const lists = [
      { key: 'a', seeds: ['p000010', 'unknown', 'p000010'] },
      { key: 'b', seeds: ['nobody'] },
    ]
    const [a, b] = await continueMany(deps, lists, { k: 2, mode: 'similar' })
    expect(a).toMatchObject({ key: 'a', missing: ['unknown'] })
    expect(a?.tracks.map(({ id }) => id)).toEqual(['p000009', 'p000011'])
    expect(b).toEqual({ key: 'b', tracks: [], missing: ['nobody'] })
  })
})
