import { certaintyOf, type Evidence } from '../domain/features/certainty'
import { resolveControls, type ControlsInput, type Mode } from './domain/controls'
import { DomainError } from '../domain/errors'
import { explainMatch } from './domain/explanation'
import type { Member } from './domain/ranking/member'
import type { Ranked } from './domain/ranking/rank-candidates'
import type { RankedTrack, Recommendation, WhatIf } from './domain/recommendation'
import { answerQuestion, type Answer, type AnswerDeps } from './answer-question'
import type { Card, Described } from '../catalog/ports'
import type { ListenerTaste } from '../taste/read-taste'
import { findWhatIfs } from './what-if'

export type FindSimilarDeps = AnswerDeps & {
  tracks: {
    findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>>
    findCards: (ids: string[]) => Promise<Map<string, Card>>
  }
}
/** Public ids of the tracks to start from and of those the answer shall not be like, and the controls. */
export type FindSimilarInput = ControlsInput & { seeds: string[]; not: string[]; k: number; mode: Mode }

/** Ranks that a `whatIf` may name; beyond them it is not said. */
const WHAT_IF_DEPTH = 100

/**
 * The k tracks of the catalog that a mode chooses for the seeds, each with score, parts and reasons; reordered by a
 * listener's taste where one is given.
 * Throws TRACK_NOT_IN_CATALOG, INPUT_INVALID, CATALOG_EMPTY, BUSY or TIMED_OUT.
 */
export async function findSimilar(
  deps: FindSimilarDeps,
  { seeds, not, k, mode, ...input }: FindSimilarInput,
  listener: ListenerTaste | null = null,
): Promise<Recommendation> {
  const controls = resolveControls(mode, input, seeds.length)
  const ownIds = await getOwnIds(deps, seeds, not)
  const answer = await answerQuestion(deps, {
    seeds: seeds.map(ownIds),
    against: not.map(ownIds),
    controls,
    k,
    taste: listener?.taste ?? null,
  })
  const { question, pool, ranked } = answer
  const ids = [...question.seeds, ...question.against, ...ranked].map(({ candidate }) => candidate.id)
  const cards = await deps.tracks.findCards(ids)
  const pick = (members: Member[]) => members.flatMap(({ candidate }) => cards.get(candidate.id)?.track ?? [])
  const [query] = pick(question.seeds)
  if (!query) throw new DomainError('TRACK_NOT_IN_CATALOG', 'This track is not in the catalog any more.')
  const whatIfs = findWhatIfs(question, pool, ranked, Math.max(WHAT_IF_DEPTH, k))
  const { version, count } = deps.index.describe()
  return {
    query,
    seeds: pick(question.seeds),
    against: pick(question.against),
    mode,
    weights: controls.weights,
    tracks: ranked.flatMap((item, i) =>
      toRankedTrack(item, i, { answer, cards, whatIf: whatIfs[i] ?? null }),
    ),
    taste: listener && { clicks: listener.clicks },
    compared: pool.candidates.length,
    catalogSize: count,
    indexVersion: version,
  }
}

async function getOwnIds(
  deps: FindSimilarDeps,
  seeds: string[],
  not: string[],
): Promise<(id: string) => string> {
  const both = seeds.find((id) => not.includes(id))
  if (both !== undefined) {
    throw new DomainError('INPUT_INVALID', 'The same track is asked for and ruled out.', {
      hint: `Name ${both} in one of the two lists only.`,
    })
  }
  const asked = [...seeds, ...not]
  const found = await deps.tracks.findSearchableIds(asked)
  return (id) => {
    const ownId = found.get(id)
    if (ownId !== undefined) return ownId
    const which = asked.length === 1 ? 'This track' : `The track ${id}`
    throw new DomainError('TRACK_NOT_IN_CATALOG', `${which} is not in the catalog yet.`)
  }
}

type Context = {
  answer: Answer
  /** By own id, of the seeds too; of a clip what it was heard as. */
  cards: ReadonlyMap<string, Pick<Card, 'described'> & Partial<Card>>
  whatIf: WhatIf | null
}

/** A ranked track as a reader sees it; nothing where the catalog no longer has it. */
export function toRankedTrack(
  { candidate, place, plain, likeness, adjustments, score }: Ranked,
  i: number,
  { answer: { question, spread }, cards, whatIf }: Context,
): RankedTrack[] {
  const { track, described: own } = cards.get(candidate.id) ?? {}
  const nearest = question.seeds[likeness.nearest]
  const seed = nearest && cards.get(nearest.candidate.id)?.described
  if (!track || !own || !seed) return []
  return [
    {
      rank: i + 1,
      track,
      score,
      parts: likeness.parts,
      adjustments,
      percentile: shareBelow(spread, plain),
      whatIf,
      nearestSeed: nearest.candidate.publicId,
      confidence:
        likeness.confidence * certaintyOf(toEvidence(seed), toEvidence(own), nearest.place.mask & place.mask),
      reasons: explainMatch(seed.input, own.input, likeness),
      sources: own.sources,
    },
  ]
}

const toEvidence = ({ input, origins }: Described): Evidence => ({ values: input.values, origins })

/** Share of ascending values that are less than `value`. */
function shareBelow(ascending: Float64Array, value: number): number {
  const at = ascending.findIndex((other) => other >= value)
  return ascending.length === 0 ? 0 : (at === -1 ? ascending.length : at) / ascending.length
}
