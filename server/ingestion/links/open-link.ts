import { DomainError } from '../../domain/errors'
import type { Job } from '../../domain/job'
import { parseSpotifyRef } from '../../domain/spotify-ref'
import { createFollower, type FollowDeps } from './follow-links'

export type OpenLinkDeps = FollowDeps & {
  ensureTrack: (spotifyId: string, signal: AbortSignal) => Promise<void>
  ingestPlaylist: (spotifyId: string) => Promise<Job | null>
  /** Reads the Liked Songs of whoever is signed in; null where nobody is. */
  ingestLiked: (() => Promise<{ id: string; job: Job }>) | null
}
export type OpenedLink =
  { kind: 'track'; id: string } | { kind: 'playlist'; id: string; jobId: string | null }

/**
 * What a pasted text leads to: a track that is in the catalog when this returns, or a playlist whose ingestion has
 * begun (`jobId` null where there is nothing to do). Throws what parsing, Spotify and the catalog throw.
 */
export async function openLink(deps: OpenLinkDeps, text: string, signal: AbortSignal): Promise<OpenedLink> {
  const ref = await createFollower(deps)(parseSpotifyRef(text), signal)
  if (ref.kind === 'liked') {
    if (!deps.ingestLiked) {
      throw new DomainError('SIGN_IN_NEEDED', 'Liked Songs belong to a signed-in user.')
    }
    const { id, job } = await deps.ingestLiked()
    return { kind: 'playlist', id, jobId: job.id }
  }
  if (ref.kind === 'track') {
    await deps.ensureTrack(ref.id, signal)
    return ref
  }
  const job = await deps.ingestPlaylist(ref.id)
  return { ...ref, jobId: job?.id ?? null }
}
