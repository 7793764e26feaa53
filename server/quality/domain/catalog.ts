import type { CatalogSample } from '../../similar/domain/ranking/catalog-sample'
import { toPopularityScale } from '../../similar/domain/ranking/catalog-sample'
import type { Candidate, Member } from '../../similar/domain/ranking/member'
import { memberAt, packPool, poolOf, type Pool } from '../../similar/domain/ranking/pool'
import type { Scaler } from '../../domain/features/scaler'
import { blockMask, toUnitVector } from '../../domain/features/vector'
import { DIMENSIONS } from '../../domain/features/vector-spec'
import { countLists, listOf, type Lists } from './lists'

/** No artist is known. */
export const UNKNOWN = -1

/** What an evaluation reads of a catalog: flat arrays, in the order of the tracks' public ids. */
export type EvaluationCatalog = {
  /** [tracks × DIMENSIONS], NaN where a value is missing. */
  shaped: Float32Array
  /** Releases of one song share a number. */
  songs: Int32Array
  /** Releases of one recording share a number: a list has one of them. */
  recordings: Int32Array
  /** First artist; −1 where none is known. */
  artists: Int32Array
  /** 0…100; NaN where unknown. */
  popularity: Float32Array
  /** The tracks, by their place in these arrays, that stand for the catalog (see CatalogSample). */
  sample: Int32Array
  /** Genres of each track, as numbers. */
  genres: Lists
  /** Tracks of each playlist, by their place in these arrays. */
  playlists: Lists
}

/** A catalog as the modes see it, and what is known of its songs; a track is named by its place. */
export type MeasuredCatalog = {
  members: Member[]
  /** All members, as the modes compare them. */
  pool: Pool
  sample: CatalogSample
  /** Song of each track, counted from 0: finding another release of a hidden track is finding it. */
  songs: Int32Array
  songCount: number
  artists: Int32Array
  popularity: Float32Array
  /** Of each song, by all its releases. */
  genres: Set<number>[]
  playlistsOf: Set<number>[]
  /** Tracks of each playlist, one of each song, the first. */
  playlists: number[][]
}

/** Places every track as the index of this scaler has it. */
export function toMeasured(catalog: EvaluationCatalog, scaler: Scaler): MeasuredCatalog {
  const { songs, songCount } = countSongs(catalog.songs)
  const popularityScore = toPopularityScale([...catalog.sample].map((track) => popularityOf(catalog, track)))
  const vectors = new Float32Array(catalog.shaped.length)
  const candidates = Array.from(songs, (_, track) => {
    const [from, to] = [track * DIMENSIONS, (track + 1) * DIMENSIONS]
    const shaped = catalog.shaped.subarray(from, to)
    toUnitVector(shaped, scaler, vectors.subarray(from, to))
    return toCandidate(catalog, track, blockMask(shaped))
  })
  const pool = packPool(candidates, vectors, popularityScore)
  const members = candidates.map((_, track) => memberAt(pool, track))
  const genres = Array.from({ length: songCount }, () => new Set<number>())
  songs.forEach((song, track) => {
    for (const genre of listOf(catalog.genres, track)) genres[song]?.add(genre)
  })
  const playlistsOf = genres.map(() => new Set<number>())
  const playlists = Array.from({ length: countLists(catalog.playlists) }, (_, playlist) =>
    [...listOf(catalog.playlists, playlist)].filter((track) => {
      const lists = playlistsOf[songs[track] ?? UNKNOWN]
      return lists !== undefined && !lists.has(playlist) && lists.add(playlist)
    }),
  )
  return {
    members,
    pool,
    sample: { pool: poolOf([...catalog.sample].flatMap((track) => members[track] ?? [])), popularityScore },
    ...{ songs, songCount, genres, playlistsOf, playlists },
    artists: catalog.artists,
    popularity: catalog.popularity,
  }
}

/** Songs numbered without gaps, in the order in which they come. */
function countSongs(keys: Int32Array): { songs: Int32Array; songCount: number } {
  const known = new Map<number, number>()
  const songs = keys.map((key) => {
    const song = known.get(key) ?? known.size
    known.set(key, song)
    return song
  })
  return { songs, songCount: known.size }
}

function toCandidate(catalog: EvaluationCatalog, track: number, mask: number): Candidate {
  const artist = catalog.artists[track] ?? UNKNOWN
  return {
    id: String(track),
    publicId: String(track).padStart(String(catalog.songs.length).length, '0'),
    recording: String(catalog.recordings[track]),
    mask,
    artistId: artist === UNKNOWN ? null : String(artist),
    popularity: popularityOf(catalog, track),
  }
}

function popularityOf({ popularity }: EvaluationCatalog, track: number): number | null {
  const value = popularity[track] ?? Number.NaN
  return Number.isNaN(value) ? null : value
}
