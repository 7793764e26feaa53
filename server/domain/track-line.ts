import { parseArtistTitle } from './artist-title'
import { isDomainError } from './errors'
import { readTrackRef } from './links/track-ref'
import { findBareId, hasSpotifyLink } from './spotify-ref'

/** A line of a pasted list: the track or short link it has, the artist and title it names, or why it is neither. */
export type TrackLine =
  | { kind: 'link'; id: string }
  | { kind: 'short-link'; url: string }
  | { kind: 'name'; artist: string; title: string }
  | { kind: 'neither'; reason: string }

/** True where a text has a link to Spotify, is one to somewhere else or an id, and so is no name. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) || hasSpotifyLink(text) || findBareId(text) !== null
}

/** Reads one line that is not blank. */
export function parseTrackLine(text: string): TrackLine {
  if (isAddress(text)) return fromLink(text)
  const named = parseArtistTitle(text)
  return named
    ? { kind: 'name', ...named }
    : { kind: 'neither', reason: 'No dash separates artist and title: write “artist – title”.' }
}

export const NOT_A_TRACK = 'This link is no track. Paste the link of a playlist on the front page.'

function fromLink(text: string): TrackLine {
  const ref = readTrackRef(text)
  if (isDomainError(ref)) return { kind: 'neither', reason: `${ref.message} ${ref.hint}` }
  if (ref.kind === 'track') return { kind: 'link', id: ref.id }
  return ref.kind === 'short-link' ? ref : { kind: 'neither', reason: NOT_A_TRACK }
}
