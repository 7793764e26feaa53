import { DomainError } from './errors'
import { cleanText, decodePercent } from './links/clean-text'
import { findAddresses } from './links/find-addresses'
import { findId, isOfSpotify, notRecognised, readAddress, type SpotifyRef } from './links/read-address'

export type { SpotifyRef } from './links/read-address'

const ID = /^[0-9A-Za-z]{22}$/
/** The forms that exports and the share button write: read a million times where a file has as many rows. */
const PLAIN =
  /^(?:spotify:track:|https:\/\/open\.spotify\.com\/track\/)([0-9A-Za-z]{22})(?:\?si=[0-9A-Za-z]{0,32})?$/
/** Longest text, in UTF-16 units, that is looked through for a link; a link with the words of its share text is shorter. */
export const MAX_LINK_TEXT = 4096
/** So often a text is percent-decoded where no link is found in it. */
const DECODINGS = 2

/** True when `text` is a Spotify id of a track, album, artist or playlist: 22 base-62 characters. */
export function isSpotifyId(text: string): boolean {
  return ID.test(text)
}

/**
 * What the one link in a pasted text names, in any form and with any words and signs around it: web, intl, embed, legacy
 * user playlist, URI, short link, share text, Markdown, HTML.
 * Throws DomainError LINK_MISSING, LINK_NOT_RECOGNISED, LINK_AMBIGUOUS or LINK_UNSUPPORTED.
 */
export function parseSpotifyRef(text: string): SpotifyRef {
  const ref = readSpotifyRef(text)
  if (ref instanceof DomainError) throw ref
  return ref
}

/** As `parseSpotifyRef`; what it throws is given back instead. */
export function readSpotifyRef(text: string): SpotifyRef | DomainError {
  const plain = PLAIN.exec(text)?.[1]
  if (plain !== undefined) return { kind: 'track', id: plain }
  if (text.length > MAX_LINK_TEXT) return notRecognised('This text is too long to be a link.')
  const clean = cleanText(text)
  if (clean.trim() === '') return new DomainError('LINK_MISSING', 'There is no link to look up.')
  const addresses = findAddressesDecoded(clean)
  if (addresses.length > 0) return chooseRef(addresses)
  if (findBareId(text) === null) return notRecognised()
  return new DomainError('LINK_AMBIGUOUS', 'This is a bare id: it could be a track or a playlist.')
}

/** True where a text has an address of Spotify's in it, whatever that names. */
export function hasSpotifyLink(text: string): boolean {
  if (text.length > MAX_LINK_TEXT) return false
  return PLAIN.test(text) || findAddressesDecoded(cleanText(text)).some(isOfSpotify)
}

function findAddressesDecoded(clean: string): string[] {
  let words = clean
  for (let round = 0; round <= DECODINGS; round++) {
    const addresses = findAddresses(words)
    if (addresses.length > 0) return addresses
    const decoded = decodePercent(words)
    if (decoded === words) break
    words = decoded
  }
  return []
}

/** The one thing that the addresses name; what cannot be looked up does not count beside what can. */
function chooseRef(addresses: string[]): SpotifyRef | DomainError {
  const refs = new Map<string, SpotifyRef>()
  let refusal: DomainError | null = null
  let isRefusalOfSpotify = false
  for (const address of addresses) {
    const ref = readAddress(address)
    if (!(ref instanceof DomainError)) refs.set(toUri(ref), ref)
    else if (refusal === null || (!isRefusalOfSpotify && isOfSpotify(address))) {
      refusal = ref
      isRefusalOfSpotify = isOfSpotify(address)
    }
  }
  const [first, second] = refs
  if (!first) return refusal ?? notRecognised()
  if (!second) return first[1]
  return new DomainError('LINK_AMBIGUOUS', `This text has several links: ${first[0]}, ${second[0]}.`, {
    hint: 'Paste one of them.',
  })
}

/** The shortest text that names the same. */
export function toUri(ref: SpotifyRef): string {
  if (ref.kind === 'short-link') return ref.url
  return ref.kind === 'liked' ? 'spotify:collection' : `spotify:${ref.kind}:${ref.id}`
}

/** The id that stands alone in a text, with a query or punctuation at most; null where there is more or none. */
export function findBareId(text: string): string | null {
  const words = cleanText(text)
    .trim()
    .replace(/^[^0-9A-Za-z]{1,8}/, '')
  return /^[0-9A-Za-z]*(?:[?&#]\S*|\W*)$/.test(words) ? findId(words) : null
}
