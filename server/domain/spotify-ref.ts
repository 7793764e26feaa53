import { DomainError } from './errors'
import { isShortLinkHost, WEB_HOSTS } from './spotify-hosts'

/** What a link points at: the front door of the house turns text into one of these, or into a sentence. */
export type SpotifyRef =
  | { kind: 'track'; id: string }
  | { kind: 'playlist'; id: string }
  | { kind: 'liked' }
  | { kind: 'short-link'; url: string }

const ID = /^[0-9A-Za-z]{22}$/
const INTL = /^intl-[a-z]{2}(-[a-z]{2})?$/i
const UNSUPPORTED: Record<string, string> = {
  album: 'an album',
  artist: 'an artist',
  episode: 'a podcast episode',
  show: 'a podcast',
  audiobook: 'an audiobook',
  chapter: 'a chapter of an audiobook',
  user: 'a profile',
  concert: 'a concert',
  genre: 'a genre page',
  prerelease: 'a release that is not out yet',
}
/** A link is short; whatever is longer is not one, and parsing stays cheap. */
const MAX_LENGTH = 2048

/** True when `text` is a Spotify id of a track, album, artist or playlist: 22 base-62 characters. */
export function isSpotifyId(text: string): boolean {
  return ID.test(text)
}

/**
 * The track or playlist that a pasted text names, in any form people copy it: web, intl, embed, legacy user
 * playlist, URI, with or without scheme and query string.
 * Throws DomainError LINK_MISSING, LINK_NOT_RECOGNISED, LINK_AMBIGUOUS or LINK_UNSUPPORTED.
 */
export function parseSpotifyRef(text: string): SpotifyRef {
  const link = text.trim().replace(/^[<"'“”]+|[>"'“”]+$/g, '')
  if (link === '') throw new DomainError('LINK_MISSING', 'There is no link to look up.')
  if (link.length > MAX_LENGTH) throw notRecognised('This text is too long to be a link.')
  if (/^spotify:/i.test(link)) return fromUri(link)
  if (isSpotifyId(link)) {
    throw new DomainError('LINK_AMBIGUOUS', 'This is a bare id: it could be a track or a playlist.')
  }
  return fromUrl(link)
}

function fromUri(uri: string): SpotifyRef {
  const [, ...parts] = (uri.split(/[?#]/)[0] ?? '').split(':').map(decode)
  if (parts[0] === 'local') {
    throw new DomainError(
      'LINK_UNSUPPORTED',
      'This is a file on somebody’s own computer; Spotify cannot describe it.',
    )
  }
  return fromPath(parts)
}

function fromUrl(link: string): SpotifyRef {
  const url = toUrl(link)
  if (!url) throw notRecognised()
  const host = url.hostname.toLowerCase()
  if (isShortLinkHost(host) && url.pathname.length > 1) {
    return { kind: 'short-link', url: `https://${host}${url.pathname}` }
  }
  if (!WEB_HOSTS.has(host)) throw notRecognised(`${host} is not a Spotify address.`)
  const path = url.pathname.split('/').filter(Boolean).map(decode)
  const highlighted = /^spotify:track:([0-9A-Za-z]{22})$/.exec(url.searchParams.get('highlight') ?? '')?.[1]
  if (path.includes('album') && highlighted) return { kind: 'track', id: highlighted }
  const embedded = url.searchParams.get('uri')
  if (host === 'embed.spotify.com' && path.length === 0 && embedded) return fromUri(embedded)
  return fromPath(path)
}

function fromPath(path: string[]): SpotifyRef {
  let parts = path
  while (
    parts[0] !== undefined &&
    (INTL.test(parts[0]) || parts[0] === 'embed' || parts[0] === 'embed-podcast')
  ) {
    parts = parts.slice(1)
  }
  if (parts[0] === 'user' && parts[2] === 'playlist') parts = parts.slice(2)
  const [kind = '', id = ''] = parts
  if (kind === 'collection' && (id === '' || id === 'tracks')) return { kind: 'liked' }
  if (kind === 'track' || kind === 'playlist') {
    if (isSpotifyId(id)) return { kind, id }
    throw notRecognised(`The ${kind} id in this link is not complete: it has 22 letters and digits.`)
  }
  const what = UNSUPPORTED[kind]
  if (what) {
    throw new DomainError(
      'LINK_UNSUPPORTED',
      `This link is ${what}, and Segue looks up tracks and playlists.`,
    )
  }
  throw notRecognised()
}

function toUrl(link: string): URL | null {
  if (/\s/.test(link)) return null
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(link) ? link : `https://${link}`
  if (!/^https?:\/\//i.test(withScheme)) return null
  try {
    const url = new URL(withScheme)
    return url.username || url.password ? null : url
  } catch {
    return null
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function notRecognised(message = 'This is not a link to a Spotify track or playlist.') {
  return new DomainError('LINK_NOT_RECOGNISED', message)
}

const PUBLIC_ID = /^([0-9A-Za-z]{22}|f-[0-9a-f]{20})$/

/**
 * The id of a track that a link or a bare id of the catalog names; null for a link to something else.
 * Throws as `parseSpotifyRef` for a text that is neither.
 */
export function toTrackId(text: string): string | null {
  const id = text.trim()
  if (PUBLIC_ID.test(id)) return id
  const ref = parseSpotifyRef(text)
  return ref.kind === 'track' ? ref.id : null
}
