import { DomainError } from '../domain/errors'
import type { IncomingTrack } from '../domain/track'
import type { FeatureLookup, IndexFollower } from './ports'
import { storeTracks, type StoreTracksDeps } from './store-tracks'

export type EnsureTrackDeps = StoreTracksDeps & {
  tracks: { findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>> }
  spotify: { getTrack: (id: string, signal?: AbortSignal) => Promise<IncomingTrack> }
  features: FeatureLookup
  index: IndexFollower & { isEmpty: () => boolean }
}

/**
 * Makes sure that a Spotify track is in the catalog and searchable: nothing to do where it is, else it is fetched,
 * described by the feature sources, stored and added to the index.
 * Throws CATALOG_EMPTY, TRACK_NOT_FOUND, TRACK_WITHOUT_FEATURES, and the errors of Spotify.
 */
export async function ensureTrack(
  deps: EnsureTrackDeps,
  spotifyId: string,
  signal: AbortSignal,
): Promise<void> {
  if ((await deps.tracks.findSearchableIds([spotifyId])).has(spotifyId)) return
  // Another process may have filled the catalog a moment ago.
  if (deps.index.isEmpty()) await deps.index.follow()
  if (deps.index.isEmpty()) {
    throw new DomainError('CATALOG_EMPTY', 'The catalog is empty: there is no track to compare with yet.')
  }
  const track = await deps.spotify.getTrack(spotifyId, signal)
  const described = (await deps.features.describe([track], { signal })).get(spotifyId)
  const features = described?.sets ?? []
  await storeTracks(deps, [{ track, source: 'spotify', features }])
  if (features.length === 0) {
    const why = described?.reason ? ` (${described.reason})` : ''
    throw new DomainError('TRACK_WITHOUT_FEATURES', `No source describes how “${track.name}” sounds${why}.`)
  }
  await deps.index.follow()
}
