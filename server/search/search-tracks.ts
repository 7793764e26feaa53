import { isTrackId } from './domain/is-name'
import { findIsrc } from './domain/isrc'
import type { Track } from '../domain/track'
import { FULL } from './domain/score-name'
import type { NameHit, NameHits } from './domain/named-track'
import { parseNameQuery } from './domain/name-query'
import type { FoundTracks, SearchInput } from './domain/search'
import type { SearchNames } from './follow-names'

export type SearchTracksDeps = {
  searchNames: SearchNames
  findByIsrc: (isrc: string, limit: number) => Promise<number[]>
  tracks: {
    findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>>
    findCandidates: (ids: string[]) => Promise<Map<string, { publicId: string; recording: string }>>
    findTracks: (ids: string[]) => Promise<Track[]>
  }
}

/** Releases of one recording are one choice, so more are looked at than are shown. */
const RELEASES = 3
const MORE = 20

/** Searchable tracks by id, by ISRC, or by artist and title as people write them: each recording once, best first. */
export async function searchTracks(deps: SearchTracksDeps, { q, k }: SearchInput): Promise<FoundTracks> {
  const { tracks } = deps
  const { hits, total } = await findHits(deps, q, RELEASES * k + MORE)
  const known = await tracks.findCandidates(hits.map(({ id }) => String(id)))
  const recordings = new Set<string>()
  const choices = hits.flatMap((hit) => {
    const track = known.get(String(hit.id))
    if (!track || recordings.has(track.recording)) return []
    recordings.add(track.recording)
    return [{ ...hit, publicId: track.publicId }]
  })
  const shown = choices.slice(0, k)
  const found = new Map(
    (await tracks.findTracks(shown.map(({ id }) => String(id)))).map((track) => [track.id, track]),
  )
  return {
    q,
    // Where all that fit were looked at, they are counted as they are shown.
    total:
      total <= hits.length ? choices.filter(({ match }) => match >= (choices[0]?.match ?? 0)).length : total,
    only: findOnly(choices),
    tracks: shown.flatMap(({ publicId, match }) => {
      const track = found.get(publicId)
      return track ? [{ track, match }] : []
    }),
  }
}

async function findHits(deps: SearchTracksDeps, q: string, limit: number): Promise<NameHits> {
  const ids = await findNamedByCode(deps, q, limit)
  if (ids.length > 0) return { hits: ids.map((id) => ({ id, match: 1, covered: 'name' })), total: ids.length }
  const query = parseNameQuery(q)
  return query.words.length === 0 ? { hits: [], total: 0 } : deps.searchNames(query, limit)
}

/** The tracks with an ISRC, or the one with an id. */
async function findNamedByCode(
  { findByIsrc, tracks }: SearchTracksDeps,
  q: string,
  limit: number,
): Promise<number[]> {
  if (isTrackId(q)) return [...(await tracks.findSearchableIds([q])).values()].map(Number)
  const isrc = findIsrc(q)
  return isrc === null ? [] : findByIsrc(isrc, limit)
}

/** The one track that was named in full; the title alone is enough where no other name has it. */
function findOnly(choices: (NameHit & { publicId: string })[]): string | null {
  const named = choices.filter(({ covered }) => covered === 'name')
  if (named.length > 0) return named.length === 1 ? (named[0]?.publicId ?? null) : null
  const [first, second] = choices.filter(({ match }) => match > FULL)
  return first?.covered === 'title' && !second ? first.publicId : null
}
