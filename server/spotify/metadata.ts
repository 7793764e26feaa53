import { LIMITS } from '../domain/input/limits'

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/
const ISRC = /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/

/** A release date as YYYY, YYYY-MM or YYYY-MM-DD with its year, or null for anything else ("0000", "", "soon"). */
export function parseReleaseDate(text: string | null | undefined): { date: string; year: number } | null {
  const match = DATE.exec(text?.trim() ?? '')
  const year = Number(match?.[1])
  return match && year >= LIMITS.year.min && year <= LIMITS.year.max ? { date: match[0], year } : null
}

/** An ISRC in its canonical form (ISO 3901: 12 characters, upper case, no hyphens), or null. */
export function toIsrc(text: string | null | undefined): string | null {
  const isrc = text?.replace(/[-\s]/g, '').toUpperCase() ?? ''
  return ISRC.test(isrc) ? isrc : null
}
