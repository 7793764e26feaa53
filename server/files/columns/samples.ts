import { FEATURES, type FeatureName } from '../../domain/features/features'
import { findTrackRef } from '../../domain/links/track-ref'
import { hasSpotifyLink, isSpotifyId } from '../../domain/spotify-ref'
import { findTrackId, isMissing, parseFlag, parseIsrc, parseNumber, parseReleaseDate } from '../values'
import type { Field } from './fields'

/** The cells of one column in the first rows of a table, without those that say that there is nothing. */
export type Cells = readonly string[]
/** The first rows of a table, as their cells. */
export type Sample = readonly (readonly string[])[]

const MAX_CELL = 300
const ANY_NUMBER = { min: -Infinity, max: Infinity, units: { '%': 1 } }
/** A short link may be a track's; a file on somebody's computer is one of its rows. */
const OF_TRACK: ReadonlySet<string> = new Set(['track', 'local', 'short-link'])
const LINK = /^(?:https?:\/\/|spotify:)/i

export function cellsAt(sample: Sample, index: number): Cells {
  return sample.flatMap((row) => {
    const cell = (row[index] ?? '').trim()
    return isMissing(cell) ? [] : [cell.slice(0, MAX_CELL)]
  })
}

/** "1,000" may be one or a thousand: it is a number all the same. */
const ONE_OR_THOUSANDS = /^[1-9]\d{0,2},\d{3}$/
export const isNumeric = (cell: string): boolean =>
  ONE_OR_THOUSANDS.test(cell) || typeof parseNumber(cell, ANY_NUMBER) === 'number'
export const isTrackUri = (cell: string): boolean =>
  (hasSpotifyLink(cell) && OF_TRACK.has(findTrackRef(cell)?.kind ?? '')) ||
  (LINK.test(cell) && typeof findTrackId(cell) === 'string')
export const isClock = (cell: string): boolean => /^(?:\d{1,2}:)?\d{1,3}:\d{2}$/.test(cell)

/** The share of cells of which `test` holds; 0 where there are none. */
export function shareOf(cells: Cells, test: (cell: string) => boolean): number {
  return cells.length === 0 ? 0 : cells.filter(test).length / cells.length
}

/** A header of this rank or above may speak of something else: "Release", "Time". */
const WEAK = 2

/** False where the cells of a column show that its header speaks of something else: a page of the artist, a number. */
export function canHold({ field, rank }: { field: Field; rank: number }, cells: Cells): boolean {
  if (cells.length === 0) return true
  switch (field) {
    case 'id':
    case 'link':
      return cells.some(
        (cell) => isTrackUri(cell) || (field === 'id' && typeof findTrackId(cell) === 'string'),
      )
    case 'title':
    case 'artists':
      return shareOf(cells, (cell) => LINK.test(cell) || isLikeId(cell)) < 0.5
    case 'releaseDate':
      return rank < WEAK || cells.some((cell) => parseReleaseDate(cell) !== undefined)
    case 'durationMs':
      return rank < WEAK || cells.some((cell) => isClock(cell) || isNumeric(cell))
    default:
      // "live" and "acoustic" may be flags, and "dance" a genre.
      if (rank === 0 || !isShare(field)) return true
      return cells.some(isNumeric) && !cells.every((cell) => cell === '0' || cell === '1')
  }
}

const isShare = (field: Field): boolean =>
  field in FEATURES && FEATURES[field as FeatureName].unit === 'share'

/** An id has digits and capitals inside; the name of a song of 22 letters has not. */
const isLikeId = (cell: string): boolean =>
  isSpotifyId(cell) && /\d/.test(cell) && /[A-Z]/.test(cell) && /[a-z]/.test(cell)

/** What a column holds whose header says nothing, where its cells cannot be anything else. */
export function fieldOf(cells: Cells, hasHeader: boolean): Field | null {
  if (cells.length === 0) return null
  const all = (test: (cell: string) => boolean) => cells.every(test)
  if (all((cell) => LINK.test(cell) || isMissing(cell)) && cells.some(isTrackUri) && !all(isOfAnother)) {
    return 'id'
  }
  if (all((cell) => typeof parseIsrc(cell) === 'string')) return 'isrc'
  if (!hasHeader && all(isClock)) return 'durationMs'
  return null
}

const isOfAnother = (cell: string): boolean => /(?:artist|album|playlist|user|show|episode)[:/]/i.test(cell)

/** True for the cells of a column that may be titles or names: texts, and not always the same few. */
export function looksLikeNames(cells: Cells): boolean {
  const isText = (cell: string) =>
    /\p{L}/u.test(cell) &&
    !LINK.test(cell) &&
    !isLikeId(cell) &&
    !isNumeric(cell) &&
    parseFlag(cell) === undefined &&
    parseReleaseDate(cell) === undefined &&
    !/^\d{4}-\d\d-\d\dT/.test(cell)
  return shareOf(cells, isText) > 0.6
}

/** True for what no header says: the link of a track, or an ISRC. */
export const isOfATrack = (cell: string): boolean =>
  cell.length <= MAX_CELL && (isTrackUri(cell) || typeof parseIsrc(cell) === 'string')
