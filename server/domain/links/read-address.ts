import { DomainError } from '../errors'
import { isShortLinkHost, isSpotifyHost } from './spotify-hosts'

/** What a link points at. */
export type SpotifyRef =
  | { kind: 'track'; id: string }
  | { kind: 'playlist'; id: string }
  | { kind: 'liked' }
  | { kind: 'short-link'; url: string }

/** Music Assistant names an instance in the scheme: spotify--name://track/… */
const URI = /^spotify(?:--[\w-]{1,64})?:/i
/** An id at the start of a text; a letter, digit, hyphen or underscore behind it makes it another word. */
const ID_FIRST = /^([0-9A-Za-z]{22})(?![\w-])/
/** Signs of the text around a link that were copied with it. */
const TRAILING = /[^0-9A-Za-z]$/
const SHORT_PATH = /^\/[\w-]+(?:\/[\w-]+)*/
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['album', 'an album'],
  ['artist', 'an artist'],
  ['episode', 'a podcast episode'],
  ['show', 'a podcast'],
  ['audiobook', 'an audiobook'],
  ['chapter', 'a chapter of an audiobook'],
  ['user', 'a profile'],
  ['concert', 'a concert'],
  ['genre', 'a genre page'],
  ['prerelease', 'a release that is not out yet'],
])
const SHARE = 'In Spotify choose Share, then “Copy link”, of the track or playlist, and paste that.'

/** What a web address or Spotify URI names, or why it names nothing that can be looked up. */
export function readAddress(address: string): SpotifyRef | DomainError {
  return URI.test(address) ? readUri(address) : readUrl(address)
}

/** Whether an address is Spotify's, whatever it names. */
export function isOfSpotify(address: string): boolean {
  const host = toUrl(address)?.hostname ?? ''
  return URI.test(address) || isSpotifyHost(host) || isShortLinkHost(host)
}

function readUri(uri: string): SpotifyRef | DomainError {
  // spotify:track:ID, spotify://track/ID and what apps make of either.
  const parts = toParts(uri.slice(uri.indexOf(':') + 1).split(/[?#]/)[0] ?? '', /[:/]+/)
  if (parts[0]?.toLowerCase() === 'local') {
    return new DomainError(
      'LINK_UNSUPPORTED',
      'This is a file on somebody’s own computer; Spotify cannot describe it.',
    )
  }
  return readPath(isSpotifyHost(parts[0]?.toLowerCase() ?? '') ? parts.slice(1) : parts)
}

function readUrl(address: string): SpotifyRef | DomainError {
  const url = toUrl(address)
  if (!url) return notRecognised()
  const host = url.hostname.replace(/\.$/, '')
  if (isShortLinkHost(host)) {
    const path = SHORT_PATH.exec(url.pathname)?.[0]
    return path === undefined
      ? notRecognised('This short link is not complete.')
      : { kind: 'short-link', url: `https://${host}${path}` }
  }
  if (!isSpotifyHost(host)) return notRecognised(`${host} is not a Spotify address.`)
  const path = toParts(url.pathname, /\/+/)
  const inside = url.searchParams.get('uri') ?? url.searchParams.get('url') ?? ''
  if (isOfSpotify(inside) && !/[?&]ur[il]=/i.test(inside)) {
    const named = readAddress(inside)
    if (!(named instanceof DomainError)) return named
  }
  const highlighted = url.searchParams.get('highlight') ?? ''
  if (path.includes('album') && /^spotify:track:/i.test(highlighted)) return readUri(highlighted)
  return readPath(host === 'api.spotify.com' ? path.slice(1).map(toSingular) : path)
}

function readPath(path: string[]): SpotifyRef | DomainError {
  let parts = path
  while (/^(?:intl-.*|embed|embed-podcast)$/i.test(parts[0] ?? '')) parts = parts.slice(1)
  const list = parts.findIndex((part) => part.toLowerCase() === 'playlist')
  if (parts[0]?.toLowerCase() === 'user' && list > 0) parts = parts.slice(list)
  const kind = parts[0]?.toLowerCase() ?? ''
  const word = parts[1] ?? ''
  if (kind === 'collection' && /^(?:tracks?\b|$)/i.test(word)) return { kind: 'liked' }
  if (kind === 'track' || kind === 'playlist') {
    const id = findId(word)
    return id === null
      ? notRecognised(`The ${kind} id in this link is not complete: it has 22 letters and digits.`)
      : { kind, id }
  }
  const what = UNSUPPORTED.get(kind)
  if (what === undefined) {
    return notRecognised('This address of Spotify’s names no track and no playlist.', SHARE)
  }
  return new DomainError('LINK_UNSUPPORTED', `This link is ${what}, and Segue looks up tracks and playlists.`)
}

/** The id that a text begins with, whatever query or punctuation follows; null where it begins with none. */
export function findId(text: string): string | null {
  let end = text.length
  while (end > 0 && TRAILING.test(text.charAt(end - 1))) end--
  return ID_FIRST.exec(text.slice(0, end))?.[1] ?? null
}

function toUrl(address: string): URL | null {
  const url = /^https?:\/\//i.test(address) ? address : `https://${address}`
  if (!URL.canParse(url)) return null
  const parsed = new URL(url)
  return parsed.username || parsed.password ? null : parsed
}

/** Decoded first: programs encode the signs between the parts, too. */
function toParts(path: string, between: RegExp): string[] {
  return decode(path).split(between).filter(Boolean)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The Web API names kinds in the plural. */
const toSingular = (part: string): string =>
  part.replace(/^(track|playlist|album|artist|user|show|episode)s$/, '$1')

export function notRecognised(message = 'This is not a link to a Spotify track or playlist.', hint?: string) {
  return new DomainError('LINK_NOT_RECOGNISED', message, hint === undefined ? {} : { hint })
}
