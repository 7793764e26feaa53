import { DomainError } from '../errors'
import {
  findBareId,
  hasSpotifyLink,
  isSpotifyId,
  MAX_LINK_TEXT,
  readSpotifyRef,
  type SpotifyRef,
} from '../spotify-ref'
import { cleanText } from './clean-text'
import { findNames } from './find-addresses'

/** The public id of a track that Spotify does not know. */
const OWN_ID = /^f-[0-9a-f]{20}$/

/** What a text names where tracks are looked for, so that a bare id is a track's; or what is wrong with it. */
export function readTrackRef(text: string): SpotifyRef | DomainError {
  if (isSpotifyId(text)) return { kind: 'track', id: text }
  const ref = readSpotifyRef(text)
  if (!(ref instanceof DomainError) || text.length > MAX_LINK_TEXT) return ref
  const own = cleanText(text).trim()
  const id = OWN_ID.test(own) ? own : findBareId(text)
  return id === null ? ref : { kind: 'track', id }
}

/** What a link names that is no short link: whatever Segue can look up. */
export type FullRef = Exclude<SpotifyRef, { kind: 'short-link' }>

/**
 * The ids of tracks given by link or id, in their order; null where one is a short link, which says only by a redirect
 * what it names. Throws LINK_UNSUPPORTED for what is no track, and what `parseSpotifyRef` throws.
 */
export function findTrackIds(texts: readonly string[]): string[] | null {
  const ids: string[] = []
  let isShort = false
  for (const text of texts) {
    const ref = readTrackRef(text)
    if (ref instanceof DomainError) throw ref
    if (ref.kind === 'short-link') isShort = true
    else ids.push(requireTrackId(ref))
  }
  return isShort ? null : ids
}

/**
 * The ids of tracks given by link or id, in their order; `resolve` follows the links where one is short. Throws
 * LINK_UNSUPPORTED for what is no track, and what parsing and `resolve` throw.
 */
export async function getTrackIds(
  texts: string[],
  resolve: (texts: string[]) => Promise<FullRef[]>,
): Promise<string[]> {
  return findTrackIds(texts) ?? (await resolve(texts)).map(requireTrackId)
}

/** So long a word of letters and digits was meant as an id, even where it is none. */
const ALMOST_ID = /^[\w-]{16,}$/

/**
 * The links and ids in a field that may hold several, with any words between them; a field without any is given back as
 * it is, for whoever reads it to say what is wrong.
 */
export function splitLinks(field: string): string[] {
  if (field.trim() === '') return []
  if (field.length > MAX_LINK_TEXT) return [field]
  const names = findNames(cleanText(field), (word) => ALMOST_ID.test(word))
  return names.length > 0 ? names : [field]
}

/** The id of a track. Throws LINK_UNSUPPORTED for what is none. */
export function requireTrackId(ref: FullRef): string {
  if (ref.kind === 'track') return ref.id
  throw new DomainError('LINK_UNSUPPORTED', 'Only tracks can be given here, and this link names none.', {
    hint: 'Give links or ids of tracks. The link of a playlist goes alone: on the front page, as `url`, or to `segue ingest`.',
  })
}

/** What a cell or an address of a file says of Spotify. */
export type FileRef =
  | { kind: 'track'; id: string }
  | { kind: 'short-link'; url: string }
  /** A file on somebody's computer (`spotify:local:…`), which has no id. */
  | { kind: 'local' }
  /** A link to something that is no track, or an incomplete one; `reason` is a sentence. */
  | { kind: 'other'; reason: string }

const MAY_NAME = /spotif|spoti\.fi|[^\x20-\x7e]|[%&]/i

/** The track that a text of a file names by id or link of any form; null where it has neither. Never throws. */
export function findTrackRef(text: string): FileRef | null {
  if (isSpotifyId(text)) return { kind: 'track', id: text }
  if (text === '' || text.length > MAX_LINK_TEXT) return null
  if (/^\s*spotify:local:/i.test(text)) return { kind: 'local' }
  if (!MAY_NAME.test(text)) {
    const id = findBareId(text)
    return id === null ? null : { kind: 'track', id }
  }
  const ref = readTrackRef(text)
  if (ref instanceof DomainError) {
    return hasSpotifyLink(text) ? { kind: 'other', reason: ref.message } : null
  }
  if (ref.kind === 'track' || ref.kind === 'short-link') return ref
  return { kind: 'other', reason: 'This link names no track.' }
}
