import { parseArtistTitle } from './artist-title'
import { isDomainError } from './errors'
import { parseSpotifyRef } from './spotify-ref'

/** A line of a pasted list: the track it links to, the artist and title it names, or why it is neither. */
export type TrackLine =
  | { kind: 'link'; id: string }
  | { kind: 'name'; artist: string; title: string }
  | { kind: 'neither'; reason: string }

/** True where a text is a link or a URI and no name. */
export function isAddress(text: string): boolean {
  return /^(spotify:|https?:\/\/|open\.spotify\.com)/i.test(text)
}

/** Reads one line that is not blank. */
export function parseTrackLine(text: string): TrackLine {
  if (isAddress(text)) return fromLink(text)
  const named = parseArtistTitle(text)
  return named
    ? { kind: 'name', ...named }
    : { kind: 'neither', reason: 'No dash separates artist and title: write “artist – title”.' }
}

function fromLink(text: string): TrackLine {
  try {
    const ref = parseSpotifyRef(text)
    if (ref.kind === 'track') return { kind: 'link', id: ref.id }
    return {
      kind: 'neither',
      reason: 'This link is no track. Paste the link of a playlist on the front page.',
    }
  } catch (error) {
    if (!isDomainError(error)) throw error
    return { kind: 'neither', reason: `${error.message} ${error.hint}` }
  }
}
