import { diversify } from '../diversify'
import type { Adjustment } from '../recommendation'
import { createSeedScore, seedLikeness, voteAgainst } from '../../../domain/features/seed-kernel'
import { confidenceOf, cosine, type Likeness, type Embedding } from '../../../domain/features/similarity'
import { tasteSentence } from '../explanation-sentences'
import { closeClicks, tasteAmount } from '../../../taste/domain/taste'
import { inOrder } from './in-order'
import type { Candidate, Member } from './member'
import type { Question } from './question'

export type Ranked = Member & {
  score: number
  likeness: Likeness & { nearest: number }
  adjustments: Adjustment[]
}

/** Less of the space in common than this, and a likeness says nothing worth showing: loudness and tempo have .11. */
const LEAST_CONFIDENCE = 0.1
/** What the vote of the disliked takes away where it is unanimous: as much as lies between like and unlike. */
const VOTE_STRENGTH = 1

/**
 * The k best of the pool, compared exactly over the groups both tracks have. Leaves out the seeds, the disliked and other
 * releases of their recordings, and keeps one release of each recording: the same song twice tells nobody anything.
 * Equal scores are ordered by id, so that the same question has the same answer.
 */
export function rankCandidates(question: Question, pool: readonly Member[], k: number): Ranked[] {
  const places = question.seeds.map(({ place }) => place)
  return chooseBest(question, pool, k).map((item) => toRanked(item, places, question))
}

/** The catalog's own ids of `rankCandidates` in their order, without what explains them: a tenth of the work. */
export function orderCandidates(question: Question, pool: readonly Member[], k: number): string[] {
  return chooseBest(question, pool, k).map(({ member }) => member.candidate.id)
}

function chooseBest(question: Question, pool: readonly Member[], k: number): Scored[] {
  const { seeds, against, balance, controls, taste } = question
  const places = seeds.map(({ place }) => place)
  const disliked = against.map(({ place }) => place)
  const artists = new Set(
    seeds.flatMap(({ candidate: { artistId } }) => (artistId === null ? [] : [artistId])),
  )
  const named = new Set([...seeds, ...against].map((member) => member.candidate.recording))
  const likeSeeds = createSeedScore(places, balance)
  const scored: Scored[] = []
  for (const member of pool) {
    const { candidate, place } = member
    const own = candidate.artistId !== null && artists.has(candidate.artistId)
    if (controls.mode === 'discover' && own) continue
    if (named.has(candidate.recording) || !isComparable(places, place)) continue
    const plain = likeSeeds(place)
    const amounts = {
      artist: own && controls.mode === 'continue' ? question.artistBonus : 0,
      novelty: controls.novelty * unfamiliarity(candidate),
      against: -VOTE_STRENGTH * voteAgainst(places, disliked, place, balance),
      taste: taste ? tasteAmount(taste, { seeds: places, track: place, balance, plain }) : 0,
    }
    const score = (1 - controls.novelty) * plain + sumOf(amounts)
    scored.push({ member, score, amounts })
  }
  // Only diversity looks beyond the k best.
  const wanted = controls.diversity === 0 ? k : scored.length
  const allowed = takeAllowed(inOrder(scored, compareScored), controls.perArtist, wanted)
  return diversify(allowed, {
    k,
    diversity: controls.diversity,
    scoreOf: ({ score }) => score,
    likenessOf: (a, b) => cosine(a.member.place, b.member.place, balance),
  })
}

const AMOUNTS = ['artist', 'novelty', 'against', 'taste'] as const
type Amounts = Record<(typeof AMOUNTS)[number], number>
type Scored = { member: Member; score: number; amounts: Amounts }

function sumOf(amounts: Amounts): number {
  return AMOUNTS.reduce((sum, kind) => sum + amounts[kind], 0)
}

function compareScored(a: Scored, b: Scored): number {
  return b.score - a.score || (a.member.candidate.publicId < b.member.candidate.publicId ? -1 : 1)
}

function isComparable(seeds: readonly Embedding[], place: Embedding): boolean {
  return seeds.some((seed) => confidenceOf(seed.mask & place.mask) >= LEAST_CONFIDENCE)
}

/** How little known a track is, 0…1 by its popularity of 0…100; half way where nobody knows. */
function unfamiliarity({ popularity }: Candidate): number {
  return popularity === null ? 0.5 : 1 - popularity / 100
}

function toRanked({ member, amounts }: Scored, seeds: Embedding[], question: Question): Ranked {
  const { balance, controls, taste } = question
  const { parts, ...rest } = seedLikeness(seeds, member.place, balance)
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
  return { ...member, likeness, adjustments, score: likeness.score + sumOf(amounts) }
}

/** The first `limit` with one release of each recording and so many tracks of an artist. */
function takeAllowed(best: Iterable<Scored>, perArtist: number | null, limit: number): Scored[] {
  const seen = new Set<string>()
  const ofArtist = new Map<string, number>()
  const taken: Scored[] = []
  if (limit === 0) return taken
  for (const item of best) {
    const { artistId, recording } = item.member.candidate
    const count = artistId === null ? 0 : (ofArtist.get(artistId) ?? 0)
    if (seen.has(recording) || (perArtist !== null && count >= perArtist)) continue
    seen.add(recording)
    if (artistId !== null) ofArtist.set(artistId, count + 1)
    taken.push(item)
    if (taken.length === limit) break
  }
  return taken
}
