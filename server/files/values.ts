import { isDomainError } from '../domain/errors'
import { isSpotifyId, parseSpotifyRef } from '../domain/spotify-ref'
import { RowError, quoted } from './row-error'

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
/** How R, pandas and databases write that there is no number. */
const NO_NUMBER = /^(?:na|n\/a|nan|null|none)$/i
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/
const ISRC = /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/

/** The number in a field, or null where there is none. Throws RowError for a text that is not a number. */
export function parseNumber(text: string, column: string): number | null {
  if (NUMBER.test(text)) return Number(text)
  if (text === '' || NO_NUMBER.test(text)) return null
  throw new RowError(`${column} is ${quoted(text)}, which is not a number`)
}

/** true/false, yes/no or 1/0 in any case; null where there is nothing. Throws RowError for anything else. */
export function parseFlag(text: string, column: string): boolean | null {
  switch (text.toLowerCase()) {
    case 'true':
    case 'yes':
    case '1':
      return true
    case 'false':
    case 'no':
    case '0':
      return false
    case '':
      return null
    default:
      if (NO_NUMBER.test(text)) return null
      throw new RowError(`${column} is ${quoted(text)}, which is neither true nor false`)
  }
}

/**
 * The id in a track's id, URI or link; null for a file on somebody's computer (`spotify:local:…`), which has none.
 * Throws RowError for anything that cannot name a track.
 */
export function parseTrackId(text: string): string | null {
  if (isSpotifyId(text)) return text
  if (text.startsWith('spotify:local:')) return null
  try {
    const ref = parseSpotifyRef(text)
    if (ref.kind === 'track') return ref.id
  } catch (error) {
    if (!isDomainError(error)) throw error
  }
  throw new RowError(`the id ${quoted(text)} is not a Spotify track id, which has 22 letters and digits`)
}

/** The id in the id or URI of an album or artist; null where it is not one. */
export function findEntityId(text: string): string | null {
  const id = text.slice(text.lastIndexOf(':') + 1)
  return isSpotifyId(id) ? id : null
}

/** A release date as Spotify writes it (YYYY, YYYY-MM or YYYY-MM-DD) with its year; null for anything else. */
export function findReleaseDate(text: string): { date: string; year: number } | null {
  const found = DATE.exec(text)
  if (!found) return null
  const [, year = '0', month = '1', day = '1'] = found
  // A day that the month does not have rolls over into the next one.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (Number(year) === 0 || date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) {
    return null
  }
  return { date: text, year: Number(year) }
}

/** An ISRC in capitals without hyphens (ISO 3901), or null. */
export function findIsrc(text: string): string | null {
  if (text === '') return null
  const isrc = text.toUpperCase().replaceAll('-', '')
  return ISRC.test(isrc) ? isrc : null
}
