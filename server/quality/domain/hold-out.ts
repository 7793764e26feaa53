import { createRandomStream, shuffled } from '../../domain/seeded-random'

/** A playlist of which some tracks are shown and the others are to be found. */
export type HeldOut = { playlist: number; seeds: number[]; hidden: number[] }

export type HoldOutOptions = {
  seed: number
  /** Tracks that are shown. */
  seeds: number
  /** Playlists with fewer tracks are left out. */
  minTracks: number
  /** Playlists at most. */
  limit: number
}

/**
 * Splits playlists into `seeds` shown tracks and the hidden rest. A playlist's own split depends on its number and the
 * seed alone, so that raising the limit adds playlists and changes none.
 */
export function holdOut(playlists: readonly number[][], options: HoldOutOptions): HeldOut[] {
  const least = Math.max(options.minTracks, options.seeds + 1)
  const eligible = playlists.flatMap((tracks, playlist) => (tracks.length >= least ? [playlist] : []))
  return shuffled(eligible, createRandomStream(options.seed))
    .slice(0, options.limit)
    .map((playlist) => {
      const order = shuffled(playlists[playlist] ?? [], createRandomStream(options.seed, playlist + 1))
      return { playlist, seeds: order.slice(0, options.seeds), hidden: order.slice(options.seeds) }
    })
}
