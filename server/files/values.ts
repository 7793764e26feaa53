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
  const year = Number(found[1])
  const isDay = hasDay(year, Number(found[2] ?? 1), Number(found[3] ?? 1))
  return year > 0 && isDay ? { date: text, year } : null
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether the month of the Gregorian calendar has the day; a Date that says so takes ten times as long. */
function hasDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = month === 2 && !isLeap ? 28 : (DAYS[month - 1] ?? 0)
  return day >= 1 && day <= days
}

/** An ISRC in capitals without hyphens (ISO 3901), or null. */
export function findIsrc(text: string): string | null {
  if (text === '') return null
  const isrc = text.toUpperCase().replaceAll('-', '')
  return ISRC.test(isrc) ? isrc : null
}
