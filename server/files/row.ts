import { FEATURE_NAMES, isInRange, type FeatureName, type FeatureValues } from '../domain/features'
import type { IncomingAlbum, IncomingTrack } from '../domain/track'
import { FIELDS, type Columns, type Field } from './columns'
import type { FileEvent, FileRow } from './events'
import type { Layout } from './layouts/layout'
import type { CsvRecord } from './formats/records'
import { RowError } from './row-error'
import { findEntityId, findIsrc, findReleaseDate, parseFlag, parseNumber, parseTrackId } from './values'

/** What a track is called that has an id and no name. */
export const UNTITLED = 'Untitled'
export const UNKNOWN_ARTIST = 'Unknown artist'

type TableFormat = { layout: Layout; columns: Columns; decimalComma: boolean }

/** Where each field stands in a record; NOWHERE where the table lacks it. */
type Places = Record<Field, number>
const NOWHERE = -1

/** Reads the text at one place of the record at hand: trimmed, empty where there is none. */
type Read = (place: number) => string

/** A function that reads records of one table as tracks; what cannot be read becomes a skipped row. */
export function createRowReader({
  layout,
  columns,
  decimalComma,
}: TableFormat): (record: CsvRecord) => FileEvent {
  const at = toPlaces(columns)
  const measured = FEATURE_NAMES.filter((name) => columns.has(name)).map((name) => ({
    name,
    place: at[name],
  }))
  // One record is read at a time: with functions made for each, half of the work would be to make them.
  let record: CsvRecord = { line: 0, fields: [], wrong: null }
  const read: Read = (place) => {
    const text = place === NOWHERE ? '' : (record.fields[place]?.trim() ?? '')
    return text === layout.missing ? '' : text
  }
  const number: ReadNumber = (place, field) => {
    const text = read(place)
    return parseNumber(decimalComma ? text.replace(',', '.') : text, field)
  }
  const table: Table = { at, read, number, layout }
  return (next) => {
    record = next
    const { line, wrong } = next
    if (wrong !== null) return { kind: 'skipped', line, name: read(at.title), reason: wrong }
    try {
      const track = toTrack(table)
      return {
        kind: 'row',
        row: { line, track, values: toValues(table, measured), playlist: toPlaylist(table) },
      }
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      return { kind: 'skipped', line, name: read(at.title), reason: error.message }
    }
  }
}

/** `field` is what the column is called in what is said of a wrong number. */
type ReadNumber = (place: number, field: Field) => number | null
/** A column of values. */
type Measured = { name: FeatureName; place: number }
/** A table, and a record of it at hand. */
type Table = { at: Places; read: Read; number: ReadNumber; layout: Layout }

function toPlaces(columns: Columns): Places {
  const places = FIELDS.map((field) => [field, columns.get(field) ?? NOWHERE])
  return Object.fromEntries(places) as Places
}

function toTrack(table: Table): IncomingTrack {
  const { at, read, number } = table
  const spotifyId = toTrackId(table)
  const title = read(at.title)
  const artists = toArtists(table)
  if (spotifyId === null && (title === '' || artists.length === 0)) {
    throw new RowError('the row has neither a track id nor a title with an artist')
  }
  const release = findReleaseDate(read(at.releaseDate))
  return {
    spotifyId,
    name: title || UNTITLED,
    artists: artists.length > 0 ? artists : [{ spotifyId: null, name: UNKNOWN_ARTIST }],
    album: toAlbum(table, release?.date ?? null),
    durationMs: within(number(at.durationMs, 'durationMs'), 1, 2 ** 31 - 1),
    isrc: findIsrc(read(at.isrc)),
    explicit: parseFlag(read(at.explicit), 'explicit'),
    popularity: within(number(at.popularity, 'popularity'), 0, 100),
    releaseYear: release?.year ?? within(number(at.year, 'year'), 1000, 9999),
    genres: toGenres(read(at.genres)),
  }
}

function toTrackId({ at, read }: Table): string | null {
  const id = read(at.id)
  if (id !== '') return parseTrackId(id)
  const link = read(at.link)
  // The link may lead to any service: it counts where it names a Spotify track and is no fault where it does not.
  return /spotify/i.test(link) ? parseTrackId(link) : null
}

function toArtists({ at, read, layout }: Table): IncomingTrack['artists'] {
  const text = read(at.artists)
  if (text === '') return []
  const ids = read(at.artistIds).match(/[0-9A-Za-z]{22}/g) ?? []
  const split = layout.artists(text)
  // Names may hold the separator, ids never do: one id means one name.
  const names = ids.length === 1 && split.length > 1 && !text.startsWith('[') ? [text] : split
  return names.map((name, index) => ({
    spotifyId: ids.length === names.length ? (ids[index] ?? null) : null,
    name,
  }))
}

function toAlbum({ at, read }: Table, releaseDate: string | null): IncomingAlbum | null {
  const name = read(at.album)
  if (name === '') return null
  const imageUrl = read(at.albumImage)
  return {
    spotifyId: findEntityId(read(at.albumId)),
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
function toValues({ number }: Table, measured: readonly Measured[]): FeatureValues {
  const values: FeatureValues = {}
  for (const { name, place } of measured) {
    const value = number(place, name)
    if (value !== null && isInRange(name, value)) values[name] = value
  }
  return values
}

function toPlaylist({ at, read }: Table): FileRow['playlist'] {
  const id = read(at.playlistId)
  const name = read(at.playlistName)
  if (id === '' && name === '') return null
  return { key: id || name, name: name || id }
}

/** The whole number nearest to `value`, or null where it lies outside. */
function within(value: number | null, min: number, max: number): number | null {
  if (value === null) return null
  const whole = Math.round(value)
  return whole >= min && whole <= max ? whole : null
}
