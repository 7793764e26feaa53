import type { Scaler } from '../../domain/features/scaler'
import { countLists } from './lists'
import { toMeasured, type EvaluationCatalog } from './catalog'
import { evaluateHoldOut } from './evaluate-hold-out'
import { evaluateSimilar } from './evaluate-similar'
import { holdOut } from './hold-out'
import { affordable, MIN_PLAYLISTS, MIN_TRACKS, type EvaluationLimits } from './limits'
import { PROTOCOL_VERSION, type QualityReport } from './report'

/** As many as a person gives who wants a playlist continued. */
const SEEDS = 10
/** Passes over the catalog that a playlist costs: one for each seed in five rankings, and the baselines. */
const PASSES_A_LIST = 5 * SEEDS + 10

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
  const measured = toMeasured(catalog, scaler)
  const limit = affordable(limits.playlists, measured.members.length, PASSES_A_LIST)
  const lists = holdOut(measured.playlists, { seed, seeds: SEEDS, minTracks: MIN_TRACKS, limit })
  const modes = lists.length >= MIN_PLAYLISTS ? evaluateHoldOut(measured, lists, { seed, isLate }) : null
  const similar = evaluateSimilar(measured, { seed, queries: limits.queries, isLate })
  return {
    protocol: PROTOCOL_VERSION,
    seed,
    spec: scaler.spec,
    tracks: catalog.songs.length,
    songs: measured.songCount,
    playlists: countLists(catalog.playlists),
    similar,
    continue: modes?.continue ?? null,
    discover: modes?.discover ?? null,
    complete: !late,
    seconds: (now() - startedAt) / 1000,
  }
}
