import { parseArtistTitle } from '../../domain/track-lines/artist-title'
import { LIMITS } from '../../domain/input/limits'
import { UNKNOWN_ARTIST, UNTITLED, type IncomingAlbum, type IncomingTrack } from '../../domain/track'
import { parseQuotedList, type NameSyntax } from '../artists'
import { areHoursMinutes, cellsAt, findNumberedArtists, toDurationUnit } from '../columns'
import type { FileEvent, FileRow } from '../events'
import type { CsvRecord } from '../formats/records'
import type { Table } from '../formats/table'
import { RowError, quoted } from '../row-error'
import {
  findEntityId,
  findShortLink,
  findTrackId,
  isMissing,
  isNoAlbum,
  isNoName,
  parseDuration,
  parseFlag,
  parseIsrc,
  parseNumber,
  parseReleaseDate,
  type DurationUnit,
} from '../values'
import { createRecordReader, type RecordReader } from './table-reader'
import { createValuesReader } from './values-of-row'

/** A table, and a record of it at hand. */
type Reading = {
  record: RecordReader
  splitNames: NameSyntax
  parseLength: (text: string) => number | null | undefined
}

/**
 * A function that reads records of one table as tracks. A value that is not understood is left out and counted; a row that
 * names no track becomes a skipped one.
 */
export function createRowReader(table: Table): (record: CsvRecord) => FileEvent {
  const { layout, columns, header, sample } = table
  const cellsOf = (place: number | undefined) => (place === undefined ? [] : cellsAt(sample, place))
  const lengthAt = columns.get('durationMs')
  const unit: DurationUnit = toDurationUnit(header[lengthAt ?? -1] ?? '', cellsOf(lengthAt))
  const isShifted = areHoursMinutes(cellsOf(lengthAt))
  const record = createRecordReader(columns, header, layout.missing)
  const numbered = findNumberedArtists(header)
  const reading: Reading = {
    record,
    splitNames:
      numbered.length > 0 ? () => record.cells(numbered) : layout.artists(cellsOf(columns.get('artists'))),
    parseLength: (text) => parseDuration(isShifted ? text.replace(/:00$/, '') : text, unit),
  }
  const readValues = createValuesReader(table)
  return (next) => {
    record.next(next)
    const { line, wrong } = next
    const skipped = (reason: string): FileEvent => ({
      kind: 'skipped',
      line,
      name: record.text('title'),
      reason,
    })
    if (wrong !== null) return skipped(wrong)
    try {
      const shortLink = findShortLink(record.text('id')) ?? findShortLink(record.text('link'))
      const track = toTrack(reading, shortLink !== undefined)
      const values = readValues(record)
      const row: FileRow = {
        line,
        track,
        values,
        playlist: toPlaylist(record),
        ...(shortLink && { shortLink }),
      }
      const unread = record.unread()
      return { kind: 'row', row: unread.length > 0 ? { ...row, unread } : row }
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      return skipped(error.message)
    }
  }
}

function toTrack({ record, splitNames, parseLength }: Reading, hasShortLink: boolean): IncomingTrack {
  const { title, artists, spotifyId } = toNames(record, splitNames, hasShortLink)
  const release = record.value('releaseDate', parseReleaseDate)
  const year = record.value('year', parseReleaseDate)
  return {
    spotifyId,
    name: title || UNTITLED,
    artists: artists.length > 0 ? artists : [{ spotifyId: null, name: UNKNOWN_ARTIST }],
    album: toAlbum(record, release?.date ?? null),
    durationMs: record.value('durationMs', parseLength),
    isrc: record.value('isrc', parseIsrc),
    explicit: record.value('explicit', parseFlag),
    popularity: record.value('popularity', parsePopularity),
    releaseYear: release?.year ?? year?.year ?? null,
    genres: toGenres(record),
  }
}

type Names = Pick<IncomingTrack, 'spotifyId' | 'artists'> & { title: string }

/** What names the track: an id, a short link, or a title with an artist. An id that is none is no fault where the rest names it. */
function toNames(record: RecordReader, splitNames: NameSyntax, hasShortLink: boolean): Names {
  const id = record.text('id')
  if (id.startsWith('spotify:local:')) {
    throw new RowError('this is a file on somebody’s own computer, which Spotify does not know')
  }
  const spotifyId = findTrackId(id) ?? findTrackId(record.text('link')) ?? null
  const { title, artists } = toTitleAndArtists(record, splitNames)
  if (spotifyId === null && (title === '' || artists.length === 0)) {
    const both = artists.length === 0 && title.length <= LIMITS.title ? parseArtistTitle(title) : null
    if (both) return { spotifyId, title: both.title, artists: [{ spotifyId: null, name: both.artist }] }
    if (hasShortLink) return { spotifyId, title, artists }
    throw new RowError(
      title !== '' || isMissing(id)
        ? 'the row has neither a track id nor a title with an artist'
        : `the id ${quoted(id)} is not a Spotify track id, which has 22 letters and digits`,
    )
  }
  return { spotifyId, title, artists }
}

function toTitleAndArtists(record: RecordReader, splitNames: NameSyntax): Omit<Names, 'spotifyId'> {
  const title = record.text('title')
  const names = record.text('artists')
  // "None" is a title beside an artist; where both are such words, a program wrote that it knows neither.
  if (isMissing(title) && isMissing(names)) return { title: '', artists: [] }
  const artists = isNoName(names) ? [] : toArtists(names, record.text('artistIds'), splitNames)
  return { title: isNoName(title) ? '' : title, artists }
}

/** As many letters as the names of a track may have together. */
const LONGEST_NAMES = 8000

function toArtists(text: string, idText: string, splitNames: NameSyntax): IncomingTrack['artists'] {
  const ids = idText.match(/[0-9A-Za-z]{22}/g) ?? []
  // What is longer holds no names that are kept, and is told so.
  const split = text.length > LONGEST_NAMES ? [text] : splitNames(text)
  // Names may hold the separator, ids never do: one id means one name, and several as many names.
  const names = ids.length === 0 || ids.length === split.length ? split : fitNames(text, split, ids.length)
  return names.map((name, index) => ({
    spotifyId: ids.length === names.length ? (ids[index] ?? null) : null,
    name,
  }))
}

function fitNames(text: string, split: string[], count: number): string[] {
  if (parseQuotedList(text) !== null) return split
  if (count === 1) return [text]
  const others = [';', ', ', ',', '|'].map((mark) => text.split(mark).map((name) => name.trim()))
  return others.find((names) => names.length === count && names.every((name) => name !== '')) ?? split
}

function toAlbum(record: RecordReader, releaseDate: string | null): IncomingAlbum | null {
  const name = record.text('album')
  if (isNoAlbum(name)) return null
  if (name.length > LIMITS.album) {
    record.refuse('album', name)
    return null
  }
  const imageUrl = record.text('albumImage')
  return {
    spotifyId: findEntityId(record.text('albumId')),
    name,
    releaseDate,
    imageUrl: imageUrl.startsWith('https://') ? imageUrl : null,
  }
}

function toGenres(record: RecordReader): string[] {
  const text = record.text('genres')
  if (isMissing(text)) return []
  const parts = parseQuotedList(text) ?? text.split(/[;,|]/)
  const genres = [...new Set(parts.map((genre) => genre.trim().toLowerCase()))].filter(
    (genre) => !isMissing(genre),
  )
  const kept = genres.filter((genre) => genre.length <= LIMITS.genre).slice(0, LIMITS.genres)
  if (kept.length < genres.length) record.refuse('genres', text)
  return kept
}

function toPlaylist(record: RecordReader): FileRow['playlist'] {
  const id = toPlaylistText(record, 'playlistId')
  const name = toPlaylistText(record, 'playlistName')
  if (id === null) return name === null ? null : { key: name, name }
  return { key: id, name: name ?? id }
}

function toPlaylistText(record: RecordReader, field: 'playlistId' | 'playlistName'): string | null {
  return record.value(field, (text) => {
    if (isNoName(text)) return null
    return text.length <= LIMITS.playlist ? text : undefined
  })
}

const POPULARITY = { ...LIMITS.popularity, units: { '%': 1 } }

function parsePopularity(text: string): number | null | undefined {
  if (/^-1(?:\.0+)?$/.test(text)) return null
  const value = parseNumber(text, POPULARITY)
  return typeof value === 'number' ? Math.round(value) : value
}
