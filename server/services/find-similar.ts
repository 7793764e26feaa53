import { setImmediate as turn } from 'node:timers/promises'
import { DomainError } from '../domain/errors'
import { explainMatch } from '../domain/explanation'
import type { Mode, RankedTrack, Recommendation } from '../domain/recommendation'
import type { Track } from '../domain/track'
import { rankCandidates, type Ranked } from './rank-candidates'
import type { Candidate, Described, VectorSearch } from './ports'

export type FindSimilarDeps = {
  tracks: {
    findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>>
    findCandidates: (ids: string[]) => Promise<Map<string, Candidate>>
    findTracks: (ids: string[]) => Promise<Track[]>
    findVectorInputs: (ids: string[]) => Promise<Map<string, Described>>
  }
  index: VectorSearch
}
export type FindSimilarInput = { id: string; k: number; mode: Mode }

/**
 * The k tracks of the catalog that sound most like one of its tracks, each with score, parts and reasons.
 * Throws TRACK_NOT_IN_CATALOG, CATALOG_EMPTY, BUSY or TIMED_OUT.
 */
export async function findSimilar(
  deps: FindSimilarDeps,
  { id, k, mode }: FindSimilarInput,
): Promise<Recommendation> {
  const ownId = (await deps.tracks.findSearchableIds([id])).get(id)
  if (ownId === undefined) {
    throw new DomainError('TRACK_NOT_IN_CATALOG', 'This track is not in the catalog yet.')
  }
  const [answer] = await rankNeighbours(deps, [ownId], k)
  const ranked = answer?.ranked ?? []
  const ids = [ownId, ...ranked.map(({ candidate }) => candidate.id)]
  const [tracks, described] = await Promise.all([
    deps.tracks.findTracks(ids),
    deps.tracks.findVectorInputs(ids),
  ])
  const byId = new Map(tracks.map((track) => [track.id, track]))
  const query = byId.get(id)
  const queryDescribed = described.get(ownId)
  if (!query || !queryDescribed) {
    throw new DomainError('TRACK_NOT_IN_CATALOG', 'This track is not in the catalog any more.')
  }
  const { version, count } = deps.index.describe()
  return {
    query,
    mode,
    tracks: ranked.flatMap((item, i) => toRankedTrack(item, i, byId, described, queryDescribed)),
    catalogSize: count,
    indexVersion: version,
  }
}

/** More candidates than asked for: re-ranking, other releases and missing groups take some away. */
const poolSize = (k: number) => Math.max(50, 3 * k + 20)

/** The ranked neighbours of several members of the index in one search, in the order of `ids`. */
export async function rankNeighbours(
  deps: Pick<FindSimilarDeps, 'tracks' | 'index'>,
  ids: string[],
  k: number,
): Promise<{ id: string; ranked: Ranked[] }[]> {
  const pool = poolSize(k)
  const hits = await deps.index.searchMembers(ids, pool)
  const wanted = new Set(ids)
  for (const { ids: hitIds } of hits) for (const hit of hitIds) wanted.add(String(hit))
  const candidates = await deps.tracks.findCandidates([...wanted])
  const answers: { id: string; ranked: Ranked[] }[] = []
  for (const [i, id] of ids.entries()) {
    const candidate = candidates.get(id)
    const hit = hits[i]
    const ranked =
      candidate && hit ? rankCandidates({ candidate, vector: hit.query }, hit, candidates, k) : []
    answers.push({ id, ranked })
    if (i % RANKED_PER_TURN === RANKED_PER_TURN - 1) await turn()
  }
  return answers
}

/** Ranked before other requests get their turn: some 2 ms of work. */
const RANKED_PER_TURN = 10

function toRankedTrack(
  { candidate, likeness }: Ranked,
  i: number,
  tracks: Map<string, Track>,
  described: Map<string, Described>,
  query: Described,
): RankedTrack[] {
  const track = tracks.get(candidate.publicId)
  const own = described.get(candidate.id)
  if (!track || !own) return []
  const { score, parts, confidence } = likeness
  const reasons = explainMatch(query.input, own.input, likeness)
  return [{ rank: i + 1, track, score, parts, confidence, reasons, sources: own.sources }]
}
