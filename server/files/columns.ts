import { FEATURE_NAMES, type FeatureName } from '../domain/features'

/** What a column of a track table can hold. `link` is an id only where it happens to be a Spotify link. */
export type Field =
  | 'id'
  | 'link'
  | 'title'
  | 'artists'
  | 'artistIds'
  | 'album'
  | 'albumId'
  | 'albumImage'
  | 'releaseDate'
  | 'year'
  | 'durationMs'
  | 'popularity'
  | 'explicit'
  | 'isrc'
  | 'genres'
  | 'playlistId'
  | 'playlistName'
  | FeatureName

/** Where each field stands in a record. */
export type Columns = ReadonlyMap<Field, number>

const features = Object.fromEntries(
  FEATURE_NAMES.map((name) => [name, [normaliseHeader(name)]]),
) as unknown as Record<FeatureName, string[]>

/** Header names of each field over all known layouts, the surest first: a table may have both a URI and an id. */
const ALIASES: Record<Field, readonly string[]> = {
  id: ['track uri', 'spotify uri', 'track id', 'spotify id', 'spotify - id', 'spotify track id', 'uri', 'id'],
  link: ['url', 'link'],
  title: ['track name', 'name', 'title', 'track'],
  artists: ['artist name(s)', 'track artist', 'artists', 'artist name', 'artist'],
  artistIds: ['artist uri(s)', 'artist ids', 'id artists'],
  album: ['album name', 'track album name', 'album'],
  albumId: ['album uri', 'album id', 'track album id'],
  albumImage: ['album image url'],
  releaseDate: ['release date', 'album release date', 'track album release date'],
  year: ['year'],
  durationMs: ['duration ms', 'duration (ms)', 'track duration (ms)'],
  popularity: ['popularity', 'track popularity'],
  explicit: ['explicit'],
  isrc: ['isrc'],
  genres: ['track genre', 'genres', 'artist genres'],
  playlistId: ['playlist id'],
  playlistName: ['playlist name'],
  ...features,
}

export const FIELDS = Object.keys(ALIASES) as Field[]

/** A header name for comparison: case, underscores and stray spaces do not count. */
export function normaliseHeader(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .trim()
}

/** Where each field stands, by name and never by position; of a name that comes twice the first column counts. */
export function findColumns(header: readonly string[]): Columns {
  const at = new Map<string, number>()
  header.forEach((name, index) => {
    const key = normaliseHeader(name)
    if (!at.has(key)) at.set(key, index)
  })
  const columns = new Map<Field, number>()
  for (const [field, aliases] of Object.entries(ALIASES) as [Field, readonly string[]][]) {
    const name = aliases.find((alias) => at.has(alias))
    const index = name === undefined ? undefined : at.get(name)
    if (index !== undefined) columns.set(field, index)
  }
  return columns
}
