import type { Scaler } from '../scaler'
import { countLists } from './lists'
import { toSongs, type EvaluationCatalog } from './catalog'
import { evaluateHoldOut } from './evaluate-hold-out'
import { evaluateSimilar } from './evaluate-similar'
import { holdOut } from './hold-out'
import { affordable, MIN_PLAYLISTS, MIN_TRACKS, type EvaluationLimits } from './limits'
import { PROTOCOL_VERSION, type QualityReport } from './report'

/** As many as a person gives who wants a playlist continued. */
const SEEDS = 10
/** Comparisons a playlist costs: a dot product per seed for the kernel in two spaces, and the single-vector methods. */
const COMPARISONS_A_LIST = 2 * SEEDS + 6

export type EvaluationOptions = { seed: number; limits: EvaluationLimits; now: () => number }

/**
 * Measures a catalog under a scaler. The same catalog, scaler, seed and limits give the same figures, unless the time
 * runs out (then `complete` is false). `now` gives milliseconds.
 */
export function evaluateCatalog(
  catalog: EvaluationCatalog,
  scaler: Scaler,
  { seed, limits, now }: EvaluationOptions,
): QualityReport {
  const startedAt = now()
  let late = false
  const isLate = () => (late ||= now() - startedAt > limits.seconds * 1000)
  const songs = toSongs(catalog, scaler)
  const limit = affordable(limits.playlists, songs.count, songs.unit.width, COMPARISONS_A_LIST)
  const lists = holdOut(songs.playlists, { seed, seeds: SEEDS, minTracks: MIN_TRACKS, limit })
  const modes = lists.length >= MIN_PLAYLISTS ? evaluateHoldOut(songs, lists, { seed, isLate }) : null
  const similar = evaluateSimilar(songs, { seed, queries: limits.queries, isLate })
  return {
    protocol: PROTOCOL_VERSION,
    seed,
    spec: scaler.spec,
    tracks: catalog.songs.length,
    songs: songs.count,
    playlists: countLists(catalog.playlists),
    similar,
    continue: modes?.continue ?? null,
    discover: modes?.discover ?? null,
    complete: !late,
    seconds: (now() - startedAt) / 1000,
  }
}
