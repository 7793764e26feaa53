import { FEATURE_NAMES, type FeatureName } from '../../domain/features/features'

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

export const FIELDS: readonly Field[] = [
  ...(['id', 'link', 'title', 'artists', 'artistIds', 'album', 'albumId', 'albumImage'] as const),
  ...(['releaseDate', 'year', 'durationMs', 'popularity', 'explicit', 'isrc', 'genres'] as const),
  ...(['playlistId', 'playlistName'] as const),
  ...FEATURE_NAMES,
]

/** Columns behind these are not looked at; a table of tracks has a few dozen. */
export const MAX_COLUMNS = 500

/** A header name for comparison: case, underscores and stray spaces do not count. */
export function normaliseHeader(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .trim()
}
