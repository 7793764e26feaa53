import { DomainError } from '../domain/errors'
import type { Job } from '../domain/job'
import { parseSpotifyRef, type SpotifyRef } from '../domain/spotify-ref'

export type OpenLinkDeps = {
  ensureTrack: (spotifyId: string, signal: AbortSignal) => Promise<void>
  ingestPlaylist: (spotifyId: string) => Promise<Job | null>
  /** Reads the Liked Songs of whoever is signed in; null where nobody is. */
  ingestLiked: (() => Promise<{ id: string; job: Job }>) | null
  /** Where a short link leads; null where they are not followed. */
  followShortLink: ((url: string, signal: AbortSignal) => Promise<string>) | null
}
export type OpenedLink =
  { kind: 'track'; id: string } | { kind: 'playlist'; id: string; jobId: string | null }

/**
 * What a pasted text leads to: a track that is in the catalog when this returns, or a playlist whose ingestion has
 * begun (`jobId` null where there is nothing to do). Throws what parsing, Spotify and the catalog throw.
 */
export async function openLink(deps: OpenLinkDeps, text: string, signal: AbortSignal): Promise<OpenedLink> {
  const ref = await getFullRef(deps, text, signal)
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

/** What a text names, with a short link followed. Throws LINK_UNSUPPORTED where that is not done, or leads to another. */
export async function getFullRef(
  { followShortLink }: Pick<OpenLinkDeps, 'followShortLink'>,
  text: string,
  signal: AbortSignal,
): Promise<Exclude<SpotifyRef, { kind: 'short-link' }>> {
  const short = parseSpotifyRef(text)
  if (short.kind !== 'short-link') return short
  const full = followShortLink && parseSpotifyRef(await followShortLink(short.url, signal))
  if (full && full.kind !== 'short-link') return full
  throw new DomainError('LINK_UNSUPPORTED', 'Short links are not opened here.', {
    hint: 'Open the link in a browser and paste the address it leads to.',
  })
}
