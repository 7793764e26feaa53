import { setImmediate as turn } from 'node:timers/promises'
import { isFiltering, isWeighted, type Controls } from './domain/controls'
import { DomainError } from '../domain/errors'
import { toMember, type PopularityScale, type Member } from './domain/ranking/member'
import { poolOf, type Pool } from './domain/ranking/pool'
import { toQuestion, type Question } from './domain/ranking/question'
import { rankCandidates, type Ranked } from './domain/ranking/rank-candidates'
import type { Taste } from '../taste/domain/taste'
import { DIMENSIONS } from '../domain/features/vector-spec'
import type { GetCatalogSample } from './catalog-sample'
import { gatherPool, type GatherDeps } from './gather-pool'
import type { VectorSearch } from '../catalog/ports'

export type AnswerDeps = GatherDeps & {
  index: VectorSearch
  sample: GetCatalogSample
}
/**
 * Seeds and disliked tracks by the catalog's own ids; all of them searchable. A seed that is no track of the catalog
 * brings its place along.
 */
export type Asked = {
  seeds: (string | Member)[]
  against: string[]
  controls: Controls
  k: number
  taste?: Taste | null
}
export type Answer = {
  question: Question
  pool: Pool
  ranked: Ranked[]
  /** Likeness of each track of the catalog sample to the seeds, ascending. */
  spread: Float64Array
}

/** Candidates where the order of the index is that of the answer but for groups that a track lacks. */
const PLAIN_POOL = 300
/** Candidates where sliders, popularityScore, several seeds, the disliked or a listener's taste reorder them. */
const REORDERED_POOL = 1500
/** Candidates for a seed that has a part of the space only, while the index compares the whole. */
const PARTIAL_POOL = 5000
/** Candidates at most, when filters, caps and artists that are left out take most of them away. */
const MAX_POOL = 20_000
const WIDER = 8

/**
 * The k best tracks for a question, from a pool that is widened until there are k or the catalog has no more. Filters
 * are applied to the nearest first; where too few of those pass, the search is repeated among all that do.
 */
export async function answerQuestion(deps: AnswerDeps, asked: Asked): Promise<Answer> {
  const { controls, k, taste = null } = asked
  const sample = await deps.sample()
  const { popularityScore } = sample
  const { question, spread } = toQuestion(
    { ...(await readAsked(deps, asked, popularityScore)), controls, taste },
    sample,
  )
  // The sample is a thousand comparisons; others get their turn before the pool is ranked.
  await turn()

  const filtering = isFiltering(controls.filters)
  let allowed: BigInt64Array | null = null
  let size = Math.max(poolSizeOf(asked), 3 * k + 20)
  for (;;) {
    const pool = await gatherPool(deps, question, {
      size,
      filters: controls.filters,
      allowed,
      popularityScore,
    })
    const enough = !filtering || allowed !== null || pool.candidates.length >= 3 * k + 20
    if (enough) {
      const ranked = rankCandidates(question, pool, k)
      const reachable = allowed?.length ?? deps.index.describe().count
      if (ranked.length >= k || size >= Math.min(reachable, MAX_POOL)) {
        return { question, pool, ranked, spread }
      }
      size = Math.min(size * WIDER, MAX_POOL)
    }
    if (filtering && allowed === null) {
      allowed = BigInt64Array.from(await deps.tracks.findMatching(controls.filters, null), BigInt)
      if (allowed.length === 0) return { question, pool: poolOf([]), ranked: [], spread }
    }
  }
}

function poolSizeOf(asked: Asked): number {
  if (asked.seeds.some((seed) => typeof seed !== 'string')) return PARTIAL_POOL
  return isPlain(asked) ? PLAIN_POOL : REORDERED_POOL
}

function isPlain({ seeds, against, controls, taste = null }: Asked): boolean {
  const { mode, weights, diversity } = controls
  const reordered = isWeighted(weights) || weights.familiarity !== 0 || diversity !== 0
  return mode === 'similar' && seeds.length === 1 && against.length === 0 && taste === null && !reordered
}

async function readAsked(
  deps: AnswerDeps,
  asked: Asked,
  popularityScore: PopularityScale,
): Promise<{ seeds: Member[]; against: Member[] }> {
  const named = [...asked.seeds, ...asked.against].filter((seed) => typeof seed === 'string')
  const ids = [...new Set(named)]
  const [candidates, vectors] = await Promise.all([
    deps.tracks.findCandidates(ids),
    deps.index.readVectors(ids),
  ])
  const toAsked = (id: string | Member): Member => {
    if (typeof id !== 'string') return id
    const candidate = candidates.get(id)
    if (!candidate) {
      throw new DomainError('TRACK_NOT_IN_CATALOG', 'A track of the question is not in the catalog any more.')
    }
    const at = ids.indexOf(id) * DIMENSIONS
    return toMember(candidate, vectors.subarray(at, at + DIMENSIONS), popularityScore)
  }
  return { seeds: asked.seeds.map(toAsked), against: asked.against.map(toAsked) }
}
