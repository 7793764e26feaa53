import { requireTrackId } from '../../domain/links/track-ref'
import { isSpotifyId } from '../../domain/spotify-ref'
import type { OpenLinkDeps } from './open-link'
import { resolveLinks } from './resolve-links'

/**
 * The ids of tracks given by link or id, in their order; a track that is linked to is in the catalog when this
 * returns. Throws LINK_UNSUPPORTED for what is no track, and what parsing, Spotify and the catalog throw.
 */
export async function openTracks(
  deps: Pick<OpenLinkDeps, 'ensureTrack' | 'followShortLink'>,
  texts: string[],
  signal: AbortSignal,
): Promise<string[]> {
  const ids = (await resolveLinks(deps, texts, signal)).map(requireTrackId)
  for (const [i, id] of ids.entries()) {
    if (isSpotifyId(id) && id !== texts[i]?.trim()) await deps.ensureTrack(id, signal)
  }
  return ids
}
