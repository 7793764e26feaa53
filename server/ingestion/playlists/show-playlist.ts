import { DomainError } from '../../domain/errors'
import type { Job } from '../../domain/job'
import type { PlaylistSummary } from '../../domain/playlist'
import type { Viewer } from '../../domain/viewer'
import { summarisePlaylist, type SummarisePlaylistDeps } from './summarise-playlist'

export type ShowPlaylistDeps = Omit<SummarisePlaylistDeps, 'playlists'> & {
  playlists: SummarisePlaylistDeps['playlists'] & {
    findFor: (viewer: Viewer, publicId: string) => Promise<object | null>
  }
  findLatestJob: (kind: 'ingest-playlist', subject: string, viewer: Viewer) => Promise<Job | null>
}

/** A playlist as a viewer may see it, with the newest job that read it. Throws PLAYLIST_NOT_FOUND where there is neither. */
export async function showPlaylist(
  deps: ShowPlaylistDeps,
  id: string,
  viewer: Viewer,
): Promise<{ summary: PlaylistSummary | null; job: Job | null }> {
  const [stored, job] = await Promise.all([
    deps.playlists.findFor(viewer, id),
    deps.findLatestJob('ingest-playlist', id, viewer),
  ])
  if (!stored && !job) throw new DomainError('PLAYLIST_NOT_FOUND', 'This playlist is not in the catalog.')
  return { summary: stored ? await summarisePlaylist(deps, id) : null, job }
}
