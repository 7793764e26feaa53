import { createRandomStream, shuffled } from '../../domain/seeded-random'
import { DIMENSIONS } from '../../domain/features/vector-spec'
import type { EvaluationCatalog } from './catalog'
import { countLists, listOf, packLists } from './lists'

/**
 * A smaller catalog to rank in, for what has to be quick: at most `playlists` playlists of `minTracks` tracks or more,
 * their tracks, and other tracks at random up to `tracks`. The same seed gives the same one.
 */
export function narrowCatalog(
  catalog: EvaluationCatalog,
  limits: { tracks: number; playlists: number; minTracks: number },
  seed: number,
): EvaluationCatalog {
  const lists = Array.from({ length: countLists(catalog.playlists) }, (_, i) => listOf(catalog.playlists, i))
  const eligible = lists.filter((list) => new Set(list).size >= limits.minTracks)
  const chosen = shuffled(eligible, createRandomStream(seed, 1)).slice(0, limits.playlists)
  const named = new Set(chosen.flatMap((list) => [...list]))
  const others = Array.from(catalog.songs.keys()).filter((track) => !named.has(track))
  const room = Math.max(0, limits.tracks - named.size)
  const added = others.length <= room ? others : shuffled(others, createRandomStream(seed, 2)).slice(0, room)
  const tracks = [...named, ...added].sort((a, b) => a - b)

  const placeOf = new Map(tracks.map((track, place) => [track, place]))
  const toPlaces = (list: Iterable<number>) => Array.from(list).flatMap((track) => placeOf.get(track) ?? [])
  const shaped = new Float32Array(tracks.length * DIMENSIONS)
  tracks.forEach((track, place) => {
    shaped.set(catalog.shaped.subarray(track * DIMENSIONS, (track + 1) * DIMENSIONS), place * DIMENSIONS)
  })
  const numbersOf = (all: Int32Array) => Int32Array.from(tracks, (track) => all[track] ?? 0)
  return {
    shaped,
    songs: numbersOf(catalog.songs),
    recordings: numbersOf(catalog.recordings),
    artists: numbersOf(catalog.artists),
    popularity: Float32Array.from(tracks, (track) => catalog.popularity[track] ?? Number.NaN),
    sample: Int32Array.from(toPlaces(catalog.sample)),
    genres: packLists(tracks.map((track) => [...listOf(catalog.genres, track)])),
    playlists: packLists(chosen.map(toPlaces)),
  }
}
