import { setImmediate as turn } from 'node:timers/promises'
import { resolveControls, type Mode } from './domain/controls'
import type { CatalogSample } from './domain/ranking/catalog-sample'
import { toMember } from './domain/ranking/member'
import { poolOf, toPool } from './domain/ranking/pool'
import { toQuestion } from './domain/ranking/question'
import { orderCandidates } from './domain/ranking/rank-candidates'
import { DIMENSIONS } from '../domain/features/vector-spec'
import { answerQuestion } from './answer-question'
import type { FindSimilarDeps } from './find-similar'

export type TrackNeighbours = { id: string; neighbours: ScoredId[] }
export type ScoredId = { id: string; score: number }
type Deps = Pick<FindSimilarDeps, 'tracks' | 'index' | 'sample'>

/** The k best for each of many tracks at once, ids and scores only; tracks that are not searchable are left out. */
export async function findNeighbours(
  deps: Deps,
  publicIds: string[],
  { k, mode }: { k: number; mode: Mode },
): Promise<TrackNeighbours[]> {
  const ownIds = await deps.tracks.findSearchableIds(publicIds)
  const asked = publicIds.flatMap((publicId) => {
    const id = ownIds.get(publicId)
    return id === undefined ? [] : [{ publicId, id }]
  })
  const ids = asked.map(({ id }) => id)
  const answers =
    mode === 'similar' ? await rankNearest(deps, ids, k) : await answerEach(deps, ids, { k, mode })
  return answers.map((neighbours, i) => ({ id: asked[i]?.publicId ?? '', neighbours }))
}

/** More candidates than asked for: re-ranking, other releases and missing groups take some away. */
const poolSize = (k: number) => Math.max(50, 3 * k + 20)
/** Ranked before other requests get their turn: some 2 ms of work. */
const RANKED_PER_TURN = 10
/** Neither popularity nor the spread of likeness counts in mode `similar`. */
const NO_SAMPLE: CatalogSample = {
  pool: poolOf([]),
  popularityScore: { location: 0, scale: 1 },
}

/** The nearest of all in one search. */
async function rankNearest({ tracks, index }: Deps, ids: string[], k: number): Promise<ScoredId[][]> {
  if (ids.length === 0) return []
  const vectors = await index.readVectors(ids)
  const hits = await index.searchVectors(vectors, poolSize(k))
  const wanted = new Set(ids)
  for (const { ids: hitIds } of hits) for (const hit of hitIds) wanted.add(String(hit))
  const candidates = await tracks.findCandidates([...wanted])
  const controls = resolveControls('similar')
  const answers: ScoredId[][] = []
  for (const [i, id] of ids.entries()) {
    const candidate = candidates.get(id)
    const hit = hits[i]
    if (candidate && hit) {
      const own = vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)
      const seeds = [toMember(candidate, own, NO_SAMPLE.popularityScore)]
      const { question } = toQuestion({ seeds, against: [], controls }, NO_SAMPLE)
      const pool = toPool(hit, candidates, NO_SAMPLE.popularityScore)
      answers.push(orderCandidates(question, pool, k).map(toScoredId))
    } else answers.push([])
    if (i % RANKED_PER_TURN === RANKED_PER_TURN - 1) await turn()
  }
  return answers
}

async function answerEach(deps: Deps, ids: string[], { k, mode }: { k: number; mode: Mode }) {
  const controls = resolveControls(mode)
  const answers: ScoredId[][] = []
  for (const id of ids) {
    const { ranked } = await answerQuestion(deps, { seeds: [id], against: [], controls, k })
    answers.push(ranked.map(toScoredId))
  }
  return answers
}

export const toScoredId = ({
  candidate,
  score,
}: {
  candidate: { publicId: string }
  score: number
}): ScoredId => ({
  id: candidate.publicId,
  score,
})
