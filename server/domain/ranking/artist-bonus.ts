import { spreadOf } from './spread'

/** No artist is known for the row. */
export const NO_ARTIST = -1

/**
 * Scores with a bonus where a row's artist is one of the seeds': `spreads` standard deviations of the scores for an
 * artist named once, doubled for one named three times (log2 of one more than the seeds by the artist): the second
 * song by an artist says that the artist is meant, the tenth adds little. Measured in spreads, the bonus weighs the
 * same whatever the scores are.
 */
export function addArtistBonus(
  scores: Float32Array,
  artists: Int32Array,
  seeds: readonly number[],
  spreads: number,
): Float32Array {
  const unit = spreads * spreadOf(scores)
  const votes = countArtists(artists, seeds)
  return scores.map((score, i) => score + unit * Math.log2(1 + (votes.get(artists[i] ?? NO_ARTIST) ?? 0)))
}

/** The known artists of some rows. */
export function artistsOf(artists: Int32Array, rows: readonly number[]): Set<number> {
  return new Set(countArtists(artists, rows).keys())
}

function countArtists(artists: Int32Array, rows: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const row of rows) {
    const artist = artists[row] ?? NO_ARTIST
    if (artist !== NO_ARTIST) counts.set(artist, (counts.get(artist) ?? 0) + 1)
  }
  return counts
}
