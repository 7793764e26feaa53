import type { Stop } from './stop'

/** A beginning of a journey: its last stop, what came before, and what it cost. */
export type Path<S extends Stop = Stop> = {
  stop: S
  before: Path<S> | null
  /** Largest and summed steps, in radians; summed deviations from the wanted energy, and whims. */
  largest: number
  walked: number
  off: number
  whims: number
  clashes: number
  /** With what at least lies ahead. */
  cost: number
}

/** Paths kept at each place, and of them at most so many that end in the same track. */
const BEAM = 48
const SAME_END = 3

/** What a journey may not pass twice. */
export type PassRules = {
  /** The tracks that were asked for, wherever they stand. */
  named: readonly Stop[]
  perArtist: number | null
}

/** The cheapest paths that are allowed; each is checked when it would be taken: most never are. */
export function keepBest<S extends Stop>(paths: Path<S>[], rules: PassRules | null): Path<S>[] {
  paths.sort((a, b) => a.cost - b.cost)
  const kept: Path<S>[] = []
  const ends = new Map<Stop, number>()
  for (const path of paths) {
    if (kept.length === BEAM) break
    const same = ends.get(path.stop) ?? 0
    if (same === SAME_END || (rules && !isAllowed(path, rules))) continue
    ends.set(path.stop, same + 1)
    kept.push(path)
  }
  return kept
}

/** Whether the last stop is new to the path and to the named tracks, as a recording, and within the artist cap. */
function isAllowed({ stop, before }: Path, { named, perArtist }: PassRules): boolean {
  let ofArtist = 0
  const clashes = (other: Stop): boolean => {
    if (stop.artistId !== null && other.artistId === stop.artistId) ofArtist++
    return other.id === stop.id || other.recording === stop.recording
  }
  if (named.some(clashes)) return false
  for (let path = before; path; path = path.before) {
    if (!named.includes(path.stop) && clashes(path.stop)) return false
  }
  return perArtist === null || ofArtist < perArtist
}

/** The stops of a path from the first to the last. */
export function toStops<S extends Stop>(last: Path<S>): S[] {
  const stops: S[] = []
  for (let path: Path<S> | null = last; path; path = path.before) stops.push(path.stop)
  return stops.reverse()
}
