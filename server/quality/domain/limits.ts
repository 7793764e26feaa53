import { z } from 'zod'

/** How much one evaluation may do; every bound has a safe default. */
export type EvaluationLimits = {
  /** Playlists held out at most. */
  playlists: number
  /** Single tracks asked for their neighbours at most. */
  queries: number
  /** Seconds after which it stops with what it has. */
  seconds: number
}

/** Some half a minute of one core for 30,000 tracks. */
export const DEFAULT_LIMITS: EvaluationLimits = { playlists: 100, queries: 1000, seconds: 120 }
export const DEFAULT_SEED = 1
/** Below this many playlists of enough tracks, an average says more about the playlists than about the ranking. */
export const MIN_PLAYLISTS = 5
/** Playlists with fewer tracks are left out: of ten shown, as many are left to find. */
export const MIN_TRACKS = 20
/** Comparisons of two tracks for one part of an evaluation: some minute of one core. */
const WORK = 4e8

/** Queries that the work allows in a catalog of `count` tracks, each compared `passes` times; never below 20. */
export function affordable(wanted: number, count: number, passes: number): number {
  return Math.min(wanted, Math.max(20, Math.floor(WORK / Math.max(1, count * passes))))
}

const MAX_PLAYLISTS = 2000
const playlists = `Hold out 1 to ${String(MAX_PLAYLISTS)} playlists.`
const seed = 'The seed is a whole number from 0 to 2147483647.'

/** The values of --playlists and --seed, from text or number. */
export const Playlists = z.coerce
  .number(playlists)
  .int(playlists)
  .min(1, playlists)
  .max(MAX_PLAYLISTS, playlists)
export const Seed = z.coerce
  .number(seed)
  .int(seed)
  .min(0, seed)
  .max(2 ** 31 - 1, seed)

/** What can be asked of an evaluation. */
export const RunEvaluation = z.object({
  playlists: Playlists.default(DEFAULT_LIMITS.playlists),
  seed: Seed.default(DEFAULT_SEED),
})
export type RunEvaluation = z.infer<typeof RunEvaluation>
