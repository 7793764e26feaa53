import { diversify } from '../diversify'
import type { Adjustment } from '../recommendation'
import { columnWithout } from '../../../domain/features/cosines'
import { seedLikeness } from '../../../domain/features/seed-kernel'
import { placeAt } from '../../../domain/features/places'
import { confidenceOf, cosine, type Likeness } from '../../../domain/features/similarity'
import { GROUPS } from '../../../domain/features/vector-spec'
import { tasteSentence } from '../explanation-sentences'
import { closeClicks } from '../../../taste/domain/taste'
import { inOrder } from './in-order'
import type { Candidate, Member } from './member'
import { memberAt, type Pool } from './pool'
import type { Question } from './question'
import { AMOUNTS, createIsOwn, createScorer, type Score } from './score-tracks'

export type Ranked = Member & {
  score: number
  /** Likeness to the seeds, before the mode's and the listener's adjustments. */
  plain: number
  likeness: Likeness & { nearest: number }
  adjustments: Adjustment[]
}
export type ScoredCandidate = { candidate: Candidate; score: number }

/** Less of the space in common than this, and a likeness says nothing worth showing: loudness and tempo have .11. */
const LEAST_CONFIDENCE = 0.1

/**
 * The k best of the pool, compared exactly over the groups both tracks have. Leaves out the seeds, the disliked and other
 * releases of their recordings, and keeps one release of each recording: the same song twice tells nobody anything.
 * Equal scores are ordered by id, so that the same question has the same answer.
 */
export function rankCandidates(question: Question, pool: Pool, k: number): Ranked[] {
  const { rows, scores } = scoreRows(question, pool, false)
  const scorer = createScorer(question, false)
  return chooseRows(question, pool, rows, scores[0], k).map((row) => {
    scorer.compare(pool, row)
    return toRanked(memberAt(pool, row), scorer.explain(), question)
  })
}

/** `rankCandidates` without what explains it: a tenth of the work, or less. */
export function orderCandidates(question: Question, pool: Pool, k: number): ScoredCandidate[] {
  const { rows, scores } = scoreRows(question, pool, false)
  return chooseRows(question, pool, rows, scores[0], k).flatMap((row) => {
    const candidate = pool.candidates[row]
    return candidate ? [{ candidate, score: scores[0]?.[row] ?? 0 }] : []
  })
}

/** The k best rows of the pool where a group counts 0, for each of the groups. */
export function orderWithoutEach(question: Question, pool: Pool, k: number): number[][] {
  const { rows, scores } = scoreRows(question, pool, true)
  return GROUPS.map((_, group) => {
    const balance = question.balance.map((weight, at) => (at === group ? 0 : weight))
    return chooseRows({ ...question, balance }, pool, rows, scores[columnWithout(0, group)], k)
  })
}

/** Rows that may be answers, and for each column of the scorer a score of each row. */
function scoreRows(question: Question, pool: Pool, leavingOut: boolean) {
  const rows = findRows(question, pool)
  const scorer = createScorer(question, leavingOut)
  const scores = Array.from({ length: scorer.columns }, () => new Float64Array(pool.candidates.length))
  for (const row of rows) {
    scorer.compare(pool, row)
    for (let column = 0; column < scores.length; column++) {
      const own = scores[column]
      if (own) own[row] = scorer.score(column)
    }
  }
  return { rows, scores }
}

/** Not the recordings of the question, not what has too little in common with its seeds, and what the mode leaves out. */
function findRows(question: Question, { candidates }: Pool): number[] {
  const { seeds, against, controls } = question
  const isOwn = createIsOwn(question)
  const named = new Set([...seeds, ...against].map(({ candidate }) => candidate.recording))
  const masks = [...new Set(seeds.map(({ place }) => place.mask))]
  const rows: number[] = []
  candidates.forEach((candidate, row) => {
    if (named.has(candidate.recording)) return
    if (controls.mode === 'discover' && isOwn(candidate)) return
    if (masks.some((mask) => confidenceOf(mask & candidate.mask) >= LEAST_CONFIDENCE)) rows.push(row)
  })
  return rows
}

/** The k best rows by their scores. */
function chooseRows(
  { controls, balance }: Question,
  pool: Pool,
  rows: readonly number[],
  scores: Float64Array = new Float64Array(),
  k: number,
): number[] {
  const scoreOf = (row: number) => scores[row] ?? 0
  const idOf = (row: number) => pool.candidates[row]?.publicId ?? ''
  const best = inOrder([...rows], (a, b) => scoreOf(b) - scoreOf(a) || (idOf(a) < idOf(b) ? -1 : 1))
  if (controls.diversity === 0) return takeAllowed(best, pool, controls.perArtist, k)
  // Only diversity looks beyond the k best.
  const allowed = takeAllowed(best, pool, controls.perArtist, rows.length)
  const placed = allowed.map((row) => ({ row, place: placeAt(pool.places, row) }))
  const chosen = diversify(placed, {
    k,
    diversity: controls.diversity,
    scoreOf: ({ row }) => scoreOf(row),
    likenessOf: (a, b) => cosine(a.place, b.place, balance),
  })
  return chosen.map(({ row }) => row)
}

function toRanked(member: Member, { plain, amounts }: Score, question: Question): Ranked {
  const { balance, controls, taste } = question
  const places = question.seeds.map(({ place }) => place)
  const { parts, ...rest } = seedLikeness(places, member.place, balance)
  const keep = 1 - controls.novelty
  const likeness = {
    ...rest,
    parts: Object.fromEntries(Object.entries(parts).map(([group, v]) => [group, keep * v])) as typeof parts,
    familiarity: keep * rest.familiarity,
    score: keep * rest.score,
  }
  const adjustments: Adjustment[] = [
    ...(balance.at(-1) === 0 ? [] : [{ kind: 'familiarity' as const, amount: likeness.familiarity }]),
    ...AMOUNTS.map((kind) => ({ kind, amount: amounts[kind] })),
  ].filter(({ amount }) => amount !== 0)
  const said = adjustments.find(({ kind }) => kind === 'taste')
  if (said && taste) said.note = tasteSentence(said.amount, closeClicks(taste, member.place, balance))
  const added = AMOUNTS.reduce((sum, kind) => sum + amounts[kind], 0)
  return { ...member, plain, likeness, adjustments, score: likeness.score + added }
}

/** The first `limit` with one release of each recording and so many tracks of an artist. */
function takeAllowed(
  best: Iterable<number>,
  { candidates }: Pool,
  perArtist: number | null,
  limit: number,
): number[] {
  const seen = new Set<string>()
  const ofArtist = new Map<string, number>()
  const taken: number[] = []
  if (limit === 0) return taken
  for (const row of best) {
    const candidate = candidates[row]
    if (!candidate) continue
    const { artistId, recording } = candidate
    const count = artistId === null ? 0 : (ofArtist.get(artistId) ?? 0)
    if (seen.has(recording) || (perArtist !== null && count >= perArtist)) continue
    seen.add(recording)
    if (artistId !== null) ofArtist.set(artistId, count + 1)
    taken.push(row)
    if (taken.length === limit) break
  }
  return taken
}
