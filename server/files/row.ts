import { FEATURE_NAMES, isInRange, type FeatureName, type FeatureValues } from '../domain/features'
import type { IncomingAlbum, IncomingTrack } from '../domain/track'
import type { Columns, Field } from './columns'
import type { FileEvent, FileRow } from './events'
import type { Layout } from './layouts/layout'
import type { CsvRecord } from './formats/records'
import { RowError } from './row-error'
import { findEntityId, findIsrc, findReleaseDate, parseFlag, parseNumber, parseTrackId } from './values'

/** What a track is called that has an id and no name. */
export const UNTITLED = 'Untitled'
export const UNKNOWN_ARTIST = 'Unknown artist'

type TableFormat = { layout: Layout; columns: Columns; decimalComma: boolean }

/** Reads the text of one field of the record at hand: trimmed, empty where there is none. */
type Read = (field: Field) => string

/** A function that reads records of one table as tracks; what cannot be read becomes a skipped row. */
export function createRowReader({
  layout,
  columns,
  decimalComma,
}: TableFormat): (record: CsvRecord) => FileEvent {
  const measured = FEATURE_NAMES.filter((name) => columns.has(name))
  // One record is read at a time: with functions made for each, half of the work would be to make them.
  let record: CsvRecord = { line: 0, fields: [], wrong: null }
  const read: Read = (field) => {
    const index = columns.get(field)
    const text = index === undefined ? '' : (record.fields[index]?.trim() ?? '')
    return text === layout.missing ? '' : text
  }
  const number: ReadNumber = (field) => {
    const text = read(field)
    return parseNumber(decimalComma ? text.replace(',', '.') : text, field)
  }
  return (next) => {
    record = next
    const { line, wrong } = next
    if (wrong !== null) return { kind: 'skipped', line, name: read('title'), reason: wrong }
    try {
      const track = toTrack(read, number, layout)
      return {
        kind: 'row',
        row: { line, track, values: toValues(number, measured), playlist: toPlaylist(read) },
      }
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      return { kind: 'skipped', line, name: read('title'), reason: error.message }
    }
  }
}

type ReadNumber = (field: Field) => number | null

function toTrack(read: Read, number: ReadNumber, layout: Layout): IncomingTrack {
  const spotifyId = toTrackId(read)
  const title = read('title')
  const artists = toArtists(read, layout)
  if (spotifyId === null && (title === '' || artists.length === 0)) {
    throw new RowError('the row has neither a track id nor a title with an artist')
  }
  const release = findReleaseDate(read('releaseDate'))
  return {
    spotifyId,
    name: title || UNTITLED,
    artists: artists.length > 0 ? artists : [{ spotifyId: null, name: UNKNOWN_ARTIST }],
    album: toAlbum(read, release?.date ?? null),
    durationMs: within(number('durationMs'), 1, 2 ** 31 - 1),
    isrc: findIsrc(read('isrc')),
    explicit: parseFlag(read('explicit'), 'explicit'),
    popularity: within(number('popularity'), 0, 100),
    releaseYear: release?.year ?? within(number('year'), 1000, 9999),
    genres: toGenres(read('genres')),
  }
}

function toTrackId(read: Read): string | null {
  const id = read('id')
  if (id !== '') return parseTrackId(id)
  const link = read('link')
  // The link may lead to any service: it counts where it names a Spotify track and is no fault where it does not.
  return /spotify/i.test(link) ? parseTrackId(link) : null
}

function toArtists(read: Read, layout: Layout): IncomingTrack['artists'] {
  const text = read('artists')
  if (text === '') return []
  const ids = read('artistIds').match(/[0-9A-Za-z]{22}/g) ?? []
  const split = layout.artists(text)
  // Names may hold the separator, ids never do: one id means one name.
  const names = ids.length === 1 && split.length > 1 && !text.startsWith('[') ? [text] : split
  return names.map((name, index) => ({
    spotifyId: ids.length === names.length ? (ids[index] ?? null) : null,
    name,
  }))
}

function toAlbum(read: Read, releaseDate: string | null): IncomingAlbum | null {
  const name = read('album')
  if (name === '') return null
  const imageUrl = read('albumImage')
  return {
    spotifyId: findEntityId(read('albumId')),
    name,
    releaseDate,
    imageUrl: imageUrl.startsWith('https://') ? imageUrl : null,
  }
}

function toGenres(text: string): string[] {
  if (text === '') return []
  const parts = text.split(/[;,]/)
  if (parts.length === 1) return [text.toLowerCase()]
  return [...new Set(parts.map((genre) => genre.trim().toLowerCase()))].filter((genre) => genre !== '')
}

/** The values that lie in their range: as `toFeatureValues`, of those that the table has. */
function toValues(number: ReadNumber, measured: readonly FeatureName[]): FeatureValues {
  const values: FeatureValues = {}
  for (const name of measured) {
    const value = number(name)
    if (value !== null && isInRange(name, value)) values[name] = value
  }
  return values
}

function toPlaylist(read: Read): FileRow['playlist'] {
  const id = read('playlistId')
  const name = read('playlistName')
  if (id === '' && name === '') return null
  return { key: id || name, name: name || id }
}

/** The whole number nearest to `value`, or null where it lies outside. */
function within(value: number | null, min: number, max: number): number | null {
  if (value === null) return null
  const whole = Math.round(value)
  return whole >= min && whole <= max ? whole : null
}
