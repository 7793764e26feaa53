import { findTrackRef } from '../../domain/links/track-ref'
import { isSpotifyId } from '../../domain/spotify-ref'
import { RowError, quoted } from '../row-error'
import { isMissing } from './missing'

const ISRC = /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/
/** Inside of a cell that has more than the address: a dictionary of links, an address of the API. */
const INSIDE = /spotify[^\s]{0,40}?tracks?[/:]([0-9A-Za-z]{22})(?![0-9A-Za-z])/
const MAX_LENGTH = 2048

/**
 * The id in a track's id, URI or link; null for a file on somebody's computer (`spotify:local:…`), which has none.
 * Throws RowError for anything that cannot name a track.
 */
export function parseTrackId(text: string): string | null {
  const id = findTrackId(text)
  if (id !== undefined) return id
  throw new RowError(`the id ${quoted(text)} is not a Spotify track id, which has 22 letters and digits`)
}

/** As `parseTrackId`; undefined for anything that cannot name a track, null also where a cell says that there is none. */
export function findTrackId(text: string): string | null | undefined {
  if (isSpotifyId(text)) return text
  if (isMissing(text)) return null
  const ref = findTrackRef(text)
  if (ref?.kind === 'track') return ref.id
  if (ref?.kind === 'local') return null
  return text.length > MAX_LENGTH ? undefined : INSIDE.exec(text)?.[1]
}

/** The short link in a cell, which names a track only once it is followed; undefined where there is none. */
export function findShortLink(text: string): string | undefined {
  const ref = findTrackRef(text)
  return ref?.kind === 'short-link' ? ref.url : undefined
}

/** The id in the id, URI or link of an album or artist; null where it is not one. */
export function findEntityId(text: string): string | null {
  const path = text.split(/[?#]/, 1)[0] ?? ''
  const id = path.slice(Math.max(path.lastIndexOf(':'), path.lastIndexOf('/')) + 1)
  return isSpotifyId(id) ? id : null
}

/** An ISRC in capitals without hyphens (ISO 3901), null where the cell has none, undefined for anything else. */
export function parseIsrc(cell: string): string | null | undefined {
  if (isMissing(cell)) return null
  if (cell.length > 32) return undefined
  const isrc = cell
    .toUpperCase()
    .replace(/^ISRC/, '')
    .replace(/[-\s:.]/g, '')
  return ISRC.test(isrc) ? isrc : undefined
}

/** As `parseIsrc`, or null. */
export const findIsrc = (text: string): string | null => parseIsrc(text) ?? null
