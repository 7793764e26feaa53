import type { Controls } from '../domain/controls'
import { diversify } from '../domain/diversify'
import type { Adjustment } from '../domain/recommendation'
import { seedLikeness, seedScore, voteAgainst } from '../domain/seed-kernel'
import { confidenceOf, cosine, toFame, type Balance, type Likeness, type Place } from '../domain/similarity'
import { DIMENSIONS } from '../domain/vector-spec'
import type { Candidate } from './ports'

/** A track with its place in the space. */
export type Member = { candidate: Candidate; place: Place }
/** Mean and spread of popularity in the catalog. */
export type FameScale = { location: number; scale: number }

/** What is asked: tracks like `seeds`, not like `against`. */
export type Question = {
  seeds: Member[]
  against: Member[]
  balance: Balance
  controls: Pick<Controls, 'mode' | 'novelty' | 'perArtist' | 'diversity'>
  /** What a track of a seed's artist gets on top in mode `continue`: so many points of score. */
  artistBonus: number
}
export type Ranked = Member & {
  score: number
  likeness: Likeness & { nearest: number }
  adjustments: Adjustment[]
}

/** Less than this in common of what is known of a seed, and a likeness says nothing worth showing. */
const LEAST_SHARED = 0.5
/** What the vote of the disliked takes away where it is unanimous: as much as lies between like and unlike. */
const VOTE_STRENGTH = 1

export function toMember(candidate: Candidate, vector: Float32Array, scale: FameScale): Member {
  return { candidate, place: { vector, mask: candidate.mask, fame: toFame(candidate.popularity, scale) } }
}

/** The members among an index's hits [k ids, k × DIMENSIONS values], without what the catalog no longer has. */
export function toMembers(
  hits: { ids: BigInt64Array; vectors: Float32Array },
  candidates: Map<string, Candidate>,
  scale: FameScale,
): Member[] {
  const members: Member[] = []
  hits.ids.forEach((id, i) => {
    const candidate = candidates.get(String(id))
    if (candidate) {
      members.push(toMember(candidate, hits.vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS), scale))
    }
  })
  return members
}

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
  const { seeds, against, balance, controls } = question
  const places = seeds.map(({ place }) => place)
  const disliked = against.map(({ place }) => place)
  const artists = new Set(
    seeds.flatMap(({ candidate: { artistId } }) => (artistId === null ? [] : [artistId])),
  )
  const named = new Recordings([...seeds, ...against])
  const scored: Scored[] = []
  for (const member of pool) {
    const { candidate, place } = member
    const own = candidate.artistId !== null && artists.has(candidate.artistId)
    if (controls.mode === 'discover' && own) continue
    if (named.has(candidate) || !isComparable(places, place)) continue
    const amounts = {
      artist: own && controls.mode === 'continue' ? question.artistBonus : 0,
      novelty: controls.novelty * unfamiliarity(candidate),
      against: -VOTE_STRENGTH * voteAgainst(places, disliked, place, balance),
    }
    const score =
      (1 - controls.novelty) * seedScore(places, place, balance) +
      amounts.artist +
      amounts.novelty +
      amounts.against
    scored.push({ member, score, amounts })
  }
  scored.sort(
    (a, b) => b.score - a.score || (a.member.candidate.publicId < b.member.candidate.publicId ? -1 : 1),
  )
  const allowed = keepAllowed(scored, controls.perArtist)
  return diversify(allowed, {
    k,
    diversity: controls.diversity,
    scoreOf: ({ score }) => score,
    likenessOf: (a, b) => cosine(a.member.place, b.member.place, balance),
  })
}

type Amounts = Record<'artist' | 'novelty' | 'against', number>
type Scored = { member: Member; score: number; amounts: Amounts }

function isComparable(seeds: readonly Place[], place: Place): boolean {
  return seeds.some(
    ({ mask }) => mask !== 0 && confidenceOf(mask & place.mask) >= LEAST_SHARED * confidenceOf(mask),
  )
}

/** How little known a track is, 0…1 by its popularity of 0…100; half way where nobody knows. */
function unfamiliarity({ popularity }: Candidate): number {
  return popularity === null ? 0.5 : 1 - popularity / 100
}

function toRanked({ member, amounts }: Scored, seeds: Place[], { balance, controls }: Question): Ranked {
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
    ...(['artist', 'novelty', 'against'] as const).map((kind) => ({ kind, amount: amounts[kind] })),
  ].filter(({ amount }) => amount !== 0)
  const added = amounts.artist + amounts.novelty + amounts.against
  return { ...member, likeness, adjustments, score: likeness.score + added }
}

/** One release of each recording, and so many tracks of an artist, the best first. */
function keepAllowed(scored: Scored[], perArtist: number | null): Scored[] {
  const seen = new Recordings([])
  const ofArtist = new Map<string, number>()
  return scored.filter(({ member }) => {
    const { artistId } = member.candidate
    const count = artistId === null ? 0 : (ofArtist.get(artistId) ?? 0)
    if (seen.hasSong(member.candidate) || (perArtist !== null && count >= perArtist)) return false
    seen.add(member)
    if (artistId !== null) ofArtist.set(artistId, count + 1)
    return true
  })
}

/** Recordings by what releases of one share: the ISRC, or title and artist. */
class Recordings {
  readonly #ids = new Set<string>()
  readonly #isrcs = new Set<string>()
  readonly #songs = new Set<string>()

  constructor(members: readonly Member[]) {
    for (const member of members) this.add(member)
  }

  add({ candidate }: Member): void {
    this.#ids.add(candidate.id)
    this.#songs.add(candidate.songKey)
    if (candidate.isrc !== null) this.#isrcs.add(candidate.isrc)
  }

  hasSong({ isrc, songKey }: Candidate): boolean {
    return this.#songs.has(songKey) || (isrc !== null && this.#isrcs.has(isrc))
  }

  /** A title without an artist names no recording. */
  has(candidate: Candidate): boolean {
    const { id, isrc, artistId, songKey } = candidate
    return (
      this.#ids.has(id) ||
      (isrc !== null && this.#isrcs.has(isrc)) ||
      (artistId !== null && this.#songs.has(songKey))
    )
  }
}
