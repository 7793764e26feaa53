import { createRandomStream } from '../../../domain/seeded-random'
import { UNKNOWN } from '../catalog'

/** A baseline is a score per track; it is picked from by the rules of the mode that it is compared with. */

/** Tracks in random order; the same words give the same order. */
export function scoreAtRandom(count: number, ...words: number[]): Float32Array {
  const random = createRandomStream(...words)
  const scores = new Float32Array(count)
  for (let i = 0; i < count; i++) scores[i] = random()
  return scores
}

/** The most popular tracks first, the same for everybody; unknown popularity last. */
export function scoreByPopularity(popularity: Float32Array): Float32Array {
  return popularity.map((value) => (Number.isNaN(value) ? -1 : value))
}

/** Tracks of the seeds' artists in random order, then the others in random order. */
export function scoreBySameArtist(
  artists: Int32Array,
  seeds: readonly number[],
  ...words: number[]
): Float32Array {
  const loved = artistsOf(artists, seeds)
  return scoreAtRandom(artists.length, ...words).map((score, i) =>
    loved.has(artists[i] ?? UNKNOWN) ? score + 1 : score,
  )
}

/** The known artists of some tracks. */
export function artistsOf(artists: Int32Array, tracks: readonly number[]): Set<number> {
  return new Set(tracks.flatMap((track) => (artists[track] === UNKNOWN ? [] : (artists[track] ?? []))))
}
