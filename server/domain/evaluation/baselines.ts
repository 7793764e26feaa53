import { artistsOf, NO_ARTIST } from '../ranking/artist-bonus'
import { createRandomStream } from '../seeded-random'

/** A baseline is a score per song, so that it is picked from by the same rules as ours. */

/** Songs in random order; the same words give the same order. */
export function scoreAtRandom(count: number, ...words: number[]): Float32Array {
  const random = createRandomStream(...words)
  const scores = new Float32Array(count)
  for (let i = 0; i < count; i++) scores[i] = random()
  return scores
}

/** The most popular songs first, the same for everybody; unknown popularity last. */
export function scoreByPopularity(popularity: Float32Array): Float32Array {
  return popularity.map((value) => (Number.isNaN(value) ? -1 : value))
}

/** Songs of the seeds' artists in random order, then the others in random order. */
export function scoreBySameArtist(
  artists: Int32Array,
  seeds: readonly number[],
  ...words: number[]
): Float32Array {
  const loved = artistsOf(artists, seeds)
  return scoreAtRandom(artists.length, ...words).map((score, i) =>
    loved.has(artists[i] ?? NO_ARTIST) ? score + 1 : score,
  )
}
