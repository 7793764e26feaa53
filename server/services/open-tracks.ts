import { DomainError } from '../domain/errors'
import { toTrackId } from '../domain/links/track-ref'
import { getFullRef, type OpenLinkDeps } from './open-link'

/**
 * The ids of tracks given by link or id, in their order; a track that is linked to is in the catalog when this
 * returns. Throws LINK_UNSUPPORTED for what is no track, and what parsing, Spotify and the catalog throw.
 */
export async function openTracks(
  deps: Pick<OpenLinkDeps, 'ensureTrack' | 'followShortLink'>,
  texts: string[],
  signal: AbortSignal,
): Promise<string[]> {
  const ids = await Promise.all(texts.map((text) => getTrackId(deps, text, signal)))
  for (const [i, id] of ids.entries()) if (id !== texts[i]?.trim()) await deps.ensureTrack(id, signal)
  return ids
}

async function getTrackId(
  deps: Pick<OpenLinkDeps, 'followShortLink'>,
  text: string,
  signal: AbortSignal,
): Promise<string> {
  const id = toTrackId(text)
  if (id !== null) return id
  const ref = await getFullRef(deps, text, signal)
  if (ref.kind === 'track') return ref.id
  throw new DomainError('LINK_UNSUPPORTED', 'Only tracks can be mixed, and this is none.', {
    hint: 'Give links or ids of tracks; a playlist is pasted alone.',
  })
}
