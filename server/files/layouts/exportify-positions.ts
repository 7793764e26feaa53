import type { Columns, Field } from '../columns'

/** The columns that every export of exportify.app has had since 2022-12, in their order; null where none is read. */
const BASE: readonly (Field | null)[] = [
  'id',
  'title',
  'artistIds',
  'artists',
  'albumId',
  'album',
  null,
  null,
  'releaseDate',
  'albumImage',
  null,
  null,
  'durationMs',
  null,
  'explicit',
  'popularity',
  'isrc',
  null,
  null,
]
const GENRES: readonly (Field | null)[] = ['genres']
const FEATURES: readonly (Field | null)[] = [
  'danceability',
  'energy',
  'key',
  'loudness',
  'mode',
  'speechiness',
  'acousticness',
  'instrumentalness',
  'liveness',
  'valence',
  'tempo',
  'time_signature',
]
const ALBUM: readonly (Field | null)[] = [null, null, null]

/**
 * Where the fields of an exportify.app table stand whose header is in another language than English: since 2024-08 it
 * follows the language of the page. Told by any of the first rows (URIs of a track, its artists and its album where they
 * belong; a file on somebody's computer has none of an artist) and by the number of columns, which says what was chosen
 * to be appended. Null for any other table.
 */
export function findExportifyPositions(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Columns | null {
  const isOfTrack = ([track = '', , artists = '', , album = '']: readonly string[]) =>
    track.startsWith('spotify:track:') &&
    artists.startsWith('spotify:artist:') &&
    (album === '' || album.startsWith('spotify:album:'))
  if (!rows.some(isOfTrack)) return null
  const columns = LAYOUTS.get(header.length)
  return columns ? new Map(columns.flatMap((field, index) => (field ? [[field, index] as const] : []))) : null
}

/** By width: each choice of what is appended has one of its own. */
const LAYOUTS = layouts()

function layouts(): Map<number, readonly (Field | null)[]> {
  const all = new Map<number, readonly (Field | null)[]>()
  for (const genres of [[], GENRES]) {
    for (const features of [[], FEATURES]) {
      for (const album of [[], ALBUM]) {
        const columns = [...BASE, ...genres, ...features, ...album]
        all.set(columns.length, columns)
      }
    }
  }
  return all
}
