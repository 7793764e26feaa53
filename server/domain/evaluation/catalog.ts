import { rowOf, toUnitRows, withColumn, type Rows } from '../ranking/rows'
import { toScaledVector } from '../vector'
import { DIMENSIONS } from '../vector-spec'
import type { Scaler } from '../scaler'
import { countLists, listOf, type Lists } from './lists'

/** What an evaluation reads of a catalog: flat arrays, in the order of the tracks' ids. */
export type EvaluationCatalog = {
  /** [tracks × DIMENSIONS], NaN where a value is missing. */
  shaped: Float32Array
  /** Releases of one song share a number. */
  songs: Int32Array
  /** First artist; −1 where none is known. */
  artists: Int32Array
  /** 0…100; NaN where unknown. */
  popularity: Float32Array
  /** Genres of each track, as numbers. */
  genres: Lists
  /** Tracks of each playlist, by their place in these arrays. */
  playlists: Lists
}

/** The songs of a catalog: one row a song, by its best known release, with what all its releases say. */
export type Songs = {
  count: number
  /** Scaled and weighted as the index has them, at unit length. */
  unit: Rows
  /** The same with familiarity as one more dimension; null where no popularity is known. */
  familiar: Rows | null
  artists: Int32Array
  popularity: Float32Array
  genres: Set<number>[]
  playlistsOf: Set<number>[]
  /** Songs of each playlist, without repeats. */
  playlists: number[][]
}

/**
 * Weight of popularity where it is asked for: one ordinary value's, because how known a song is says one thing.
 * It is off unless asked for, since it favours what everybody knows.
 */
const FAMILIARITY_WEIGHT = 1

/**
 * Merges the releases of a song (finding another release of a seed is no discovery, and hiding it no test) and scales
 * the vectors with the scaler of the index version.
 */
export function toSongs(catalog: EvaluationCatalog, scaler: Scaler): Songs {
  const songOf = new Int32Array(catalog.songs.length)
  const best: number[] = []
  const known = new Map<number, number>()
  catalog.songs.forEach((key, track) => {
    const song = known.get(key) ?? best.length
    known.set(key, song)
    songOf[track] = song
    const other = best[song]
    if (other === undefined || popularityOf(catalog, track) > popularityOf(catalog, other)) best[song] = track
  })
  const genres = best.map(() => new Set<number>())
  songOf.forEach((song, track) => {
    for (const genre of listOf(catalog.genres, track)) genres[song]?.add(genre)
  })
  const playlistsOf = best.map(() => new Set<number>())
  const playlists = Array.from({ length: countLists(catalog.playlists) }, (_, playlist) => {
    const songs = new Set([...listOf(catalog.playlists, playlist)].map((track) => songOf[track] ?? -1))
    for (const song of songs) playlistsOf[song]?.add(playlist)
    return [...songs].sort((a, b) => a - b)
  })
  const popularity = Float32Array.from(best, (track) => catalog.popularity[track] ?? Number.NaN)
  const artists = Int32Array.from(best, (track) => catalog.artists[track] ?? -1)
  return {
    count: best.length,
    ...toSpaces(catalog, best, popularity, scaler),
    artists,
    popularity,
    genres,
    playlistsOf,
    playlists,
  }
}

/** Unknown counts as least popular. */
function popularityOf({ popularity }: EvaluationCatalog, track: number): number {
  const value = popularity[track] ?? Number.NaN
  return Number.isNaN(value) ? -1 : value
}

function toSpaces(
  catalog: EvaluationCatalog,
  tracks: number[],
  popularity: Float32Array,
  scaler: Scaler,
): Pick<Songs, 'unit' | 'familiar'> {
  const rows: Rows = {
    count: tracks.length,
    width: DIMENSIONS,
    values: new Float32Array(tracks.length * DIMENSIONS),
  }
  tracks.forEach((track, row) => {
    const shaped = catalog.shaped.subarray(track * DIMENSIONS, (track + 1) * DIMENSIONS)
    rowOf(rows, row).set(toScaledVector(shaped, scaler))
  })
  const scores = standardise(popularity)
  const familiar = scores === null ? null : toUnitRows(withColumn(rows, scores))
  return { unit: toUnitRows(rows), familiar }
}

/** Values from −3 to 3 around the mean in units of the spread, weighted; null where they do not differ. */
function standardise(values: Float32Array): Float32Array | null {
  const known = values.filter((value) => !Number.isNaN(value))
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
  const spread = Math.sqrt(
    known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length),
  )
  if (spread === 0) return null
  return values.map((value) => FAMILIARITY_WEIGHT * Math.max(-3, Math.min(3, (value - mean) / spread)))
}
