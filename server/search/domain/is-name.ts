import { isSpotifyId } from '../../domain/spotify-ref'
import { isAddress } from '../../domain/track-lines/track-line'

/** The public id of a track that Spotify does not know. */
const OWN_ID = /^f-[0-9a-f]{20}$/
/** So long a word with a digit was meant as an id, even where it is none. */
const ALMOST_ID = /^(?=.*\d)[\w-]{16,}$/
const URI = /^\w+:\S+$/

/** True where a text is the id of a track and nothing else; it may be that of something else at Spotify. */
export function isTrackId(text: string): boolean {
  return isSpotifyId(text) || OWN_ID.test(text)
}

/** True where a text is a name to look for: no link, no URI, no id. */
export function isName(text: string): boolean {
  const trimmed = text.trim()
  return trimmed !== '' && !isAddress(trimmed) && ![OWN_ID, ALMOST_ID, URI].some((form) => form.test(trimmed))
}
