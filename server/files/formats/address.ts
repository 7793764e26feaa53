import { findTrackRef } from '../../domain/links/track-ref'
import { hasSpotifyLink } from '../../domain/spotify-ref'

/** What the address of an entry says of its track. Where Spotify is only mentioned (a folder, a host), it says nothing. */
export type Address =
  | { kind: 'track'; id: string }
  /** It names a track only once it is followed. */
  | { kind: 'short-link'; url: string }
  /** A file on somebody's computer as Spotify names it; texts are empty where it says nothing. */
  | { kind: 'local'; artist: string; album: string; title: string; seconds: number | null }
  | { kind: 'episode' }
  | { kind: 'other' }

/** Longer than any address of Spotify's. */
const MAX_ADDRESS = 2048
const EPISODE =
  /^(?:spotify:(?:\/\/)?episode[:/]|(?:https?:\/\/)?open\.spotify\.com\/(?:intl-[\w-]{1,16}\/)?episode\/)/i

export function readAddress(text: string): Address {
  const address = text.trim()
  if (address.length > MAX_ADDRESS) return { kind: 'other' }
  // A bare id may be the name of a file.
  const ref = hasSpotifyLink(address) ? findTrackRef(address) : null
  if (ref?.kind === 'track' || ref?.kind === 'short-link') return ref
  if (EPISODE.test(address)) return { kind: 'episode' }
  return address.toLowerCase().startsWith('spotify:local:') ? toLocal(address) : { kind: 'other' }
}

/** spotify:local:Artist:Album:Title:seconds, each as in the query of a web address. */
function toLocal(address: string): Address {
  const [artist = '', album = '', title = '', seconds = ''] = address
    .split(':')
    .slice(2)
    .map((part) => decodeUri(part.replaceAll('+', ' ')))
  return { kind: 'local', artist, album, title, seconds: Number(seconds) > 0 ? Number(seconds) : null }
}

/** A percent-encoded text as it reads; what is none stays as it is. */
export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
