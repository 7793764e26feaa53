import type { FeatureName } from '~server/domain/features/features'
import type { FileEvent, FileRow } from '~server/files/events'

/**
 * A block of entries of a file on its way between two threads. As objects a row takes 15 µs to copy, as numbers and
 * texts in a row one or two.
 */
export type PackedEvents = {
  count: number
  /** Names of the values that rows of the block have. */
  features: FeatureName[]
  numbers: Float64Array
  texts: (string | null)[]
  /** By place in the block: what is no row, and what few rows have. */
  others: Map<number, Exclude<FileEvent, { kind: 'row' }>>
  unread: Map<number, NonNullable<FileRow['unread']>>
}

/** Numbers of a row besides its values. */
const FIXED_NUMBERS = 7
const YES = 1
const NO = 0

export function packEvents(events: readonly FileEvent[]): PackedEvents {
  const features = new Set<FeatureName>()
  let rows = 0
  for (const event of events) {
    if (event.kind !== 'row') continue
    rows++
    for (const name in event.row.values) features.add(name as FeatureName)
  }
  const packed: PackedEvents = {
    count: events.length,
    features: [...features],
    numbers: new Float64Array(rows * (FIXED_NUMBERS + features.size)),
    texts: [],
    others: new Map(),
    unread: new Map(),
  }
  let at = 0
  events.forEach((event, index) => {
    if (event.kind === 'row') at = packRow(packed, at, event.row, index)
    else packed.others.set(index, event)
  })
  return packed
}

function packRow(
  { numbers, texts, features, unread }: PackedEvents,
  from: number,
  row: FileRow,
  index: number,
) {
  const { track, values, playlist } = row
  const { album, artists, genres } = track
  let at = from
  numbers[at++] = row.line
  numbers[at++] = track.durationMs ?? NaN
  numbers[at++] = track.popularity ?? NaN
  numbers[at++] = track.releaseYear ?? NaN
  numbers[at++] = track.explicit === null ? NaN : track.explicit ? YES : NO
  numbers[at++] = artists.length
  numbers[at++] = genres.length
  for (const name of features) numbers[at++] = values[name] ?? NaN
  texts.push(track.spotifyId, track.name, track.isrc)
  for (const artist of artists) texts.push(artist.spotifyId, artist.name)
  for (const genre of genres) texts.push(genre)
  texts.push(album?.name ?? null)
  if (album) texts.push(album.spotifyId, album.releaseDate, album.imageUrl)
  texts.push(playlist?.key ?? null)
  if (playlist) texts.push(playlist.name)
  texts.push(row.shortLink ?? null)
  if (row.unread) unread.set(index, row.unread)
  return at
}

export function unpackEvents({ count, features, numbers, texts, others, unread }: PackedEvents): FileEvent[] {
  let atNumber = 0
  let atText = 0
  const number = () => numbers[atNumber++] ?? NaN
  const numberOrNull = () => {
    const value = number()
    return Number.isNaN(value) ? null : value
  }
  const textOrNull = () => texts[atText++] ?? null
  const text = () => textOrNull() ?? ''

  const unpackAlbum = () => {
    const name = textOrNull()
    if (name === null) return null
    return { spotifyId: textOrNull(), name, releaseDate: textOrNull(), imageUrl: textOrNull() }
  }
  const unpackPlaylist = () => {
    const key = textOrNull()
    return key === null ? null : { key, name: text() }
  }
  const unpackRow = (index: number): FileRow => {
    const line = number()
    const durationMs = numberOrNull()
    const popularity = numberOrNull()
    const releaseYear = numberOrNull()
    const isExplicit = numberOrNull()
    const artistCount = number()
    const genreCount = number()
    const values: FileRow['values'] = {}
    for (const name of features) {
      const value = number()
      if (!Number.isNaN(value)) values[name] = value
    }
    const spotifyId = textOrNull()
    const name = text()
    const isrc = textOrNull()
    const artists = Array.from({ length: artistCount }, () => ({ spotifyId: textOrNull(), name: text() }))
    const genres = Array.from({ length: genreCount }, text)
    const explicit = isExplicit === null ? null : isExplicit === YES
    const album = unpackAlbum()
    const playlist = unpackPlaylist()
    const amounts = { durationMs, popularity, releaseYear }
    const row: FileRow = {
      line,
      track: { spotifyId, name, artists, album, isrc, explicit, genres, ...amounts },
      values,
      playlist,
    }
    const shortLink = textOrNull()
    if (shortLink !== null) row.shortLink = shortLink
    const notRead = unread.get(index)
    if (notRead) row.unread = notRead
    return row
  }
  return Array.from(
    { length: count },
    (_, index) => others.get(index) ?? { kind: 'row', row: unpackRow(index) },
  )
}
