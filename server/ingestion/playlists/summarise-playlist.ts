import { DomainError } from '../../domain/errors'
import type { PlaylistSummary } from '../../domain/playlist'
import { blockCoverage } from '../../domain/distributions'
import {
  countShared,
  orderByCentrality,
  summariseTracks,
  type SummaryTrack,
} from '../domain/playlist-summary'
import type { Candidate } from '../../similar/domain/ranking/member'
import type { Track } from '../../domain/track'
import type { Described, StoredPlaylist, VectorSearch } from '../../catalog/ports'

export type SummarisePlaylistDeps = {
  playlists: {
    find: (publicId: string) => Promise<StoredPlaylist | null>
    readItems: (id: string) => Promise<{
      trackIds: string[]
      skipped: { position: number; name: string; reason: string }[]
    }>
  }
  tracks: {
    findTracks: (ids: string[]) => Promise<Track[]>
    findVectorInputs: (ids: string[]) => Promise<Map<string, Described>>
    findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>>
    findCandidates: (ids: string[]) => Promise<Map<string, Candidate>>
  }
  index: Pick<VectorSearch, 'readVectors'>
}

const NAMED = 5

/** What a stored playlist holds and sounds like. Throws PLAYLIST_NOT_FOUND. */
export async function summarisePlaylist(
  deps: SummarisePlaylistDeps,
  publicId: string,
): Promise<PlaylistSummary> {
  const stored = await deps.playlists.find(publicId)
  if (!stored) throw new DomainError('PLAYLIST_NOT_FOUND', 'This playlist is not in the catalog.')
  const { trackIds, skipped } = await deps.playlists.readItems(stored.id)
  const distinct = [...new Set(trackIds)]
  const [tracks, described] = await Promise.all([
    deps.tracks.findTracks(distinct),
    deps.tracks.findVectorInputs(distinct),
  ])
  const searchable = await deps.tracks.findSearchableIds(tracks.map((track) => track.id))
  const candidates = [...(await deps.tracks.findCandidates([...searchable.values()])).values()]
  const summaryTracks = tracks.map((track): SummaryTrack => {
    const own = described.get(searchable.get(track.id) ?? '')
    return { track, input: own?.input ?? null, sources: own?.sources ?? [] }
  })
  return {
    playlist: stored.playlist,
    items: trackIds.length + skipped.length,
    tracks: distinct.length,
    searchable: searchable.size,
    duplicates: trackIds.length - distinct.length,
    skipped,
    blocks: blockCoverage(candidates.map(({ mask }) => ({ mask, tracks: 1 }))),
    releases: countShared(candidates.map(({ recording }) => recording)),
    isrcTwins: countShared(tracks.map(({ isrc }) => isrc)),
    ...summariseTracks(summaryTracks),
    ...(await centralAndUnusual(deps.index, tracks, searchable)),
  }
}

async function centralAndUnusual(
  index: Pick<VectorSearch, 'readVectors'>,
  tracks: Track[],
  searchable: Map<string, string>,
): Promise<Pick<PlaylistSummary, 'mostCentral' | 'mostUnusual'>> {
  const members = tracks.filter((track) => searchable.has(track.id))
  if (members.length < 2 * NAMED) return { mostCentral: [], mostUnusual: [] }
  const vectors = await index.readVectors(members.map((track) => searchable.get(track.id) ?? ''))
  const order = orderByCentrality(vectors).flatMap((row) => members[row] ?? [])
  return { mostCentral: order.slice(0, NAMED), mostUnusual: order.slice(-NAMED).reverse() }
}
