import type { ComparedFigure, Comparison, ComparisonLimits } from './compare-scalers'

/** Some five seconds of one core for both versions together, however large the catalog. */
export const GATE_LIMITS: Omit<ComparisonLimits, 'seconds'> = { tracks: 10_000, playlists: 50, queries: 200 }
/** In a smaller catalog the first hundred are a tenth of all tracks, and every ranking finds most of what is hidden. */
export const GATE_MIN_TRACKS = 1000
/** Of fewer playlists (or tracks) an interval says little, and one odd list would decide. */
export const GATE_MIN_SAMPLE = 20

/** Share of a figure that may be lost: refitting moves figures by a hundredth or two either way. */
const FIGURE_TOLERANCE = 0.05
/** How much the skew may rise, where it ends above HUBS (from there on, some tracks turn up everywhere). */
const SKEW_TOLERANCE = 0.5
const HUBS = 2

const NAMES: Record<ComparedFigure['what'], { found: string; of: string }> = {
  continue: { found: 'hidden playlist tracks that Continue finds', of: 'playlists' },
  discover: { found: 'hidden playlist tracks that Discover finds', of: 'playlists' },
  playlist: { found: 'nearest tracks that share a playlist', of: 'tracks' },
  genre: { found: 'nearest tracks that share a genre', of: 'tracks' },
}

/**
 * Why a new index version may not take the place of the one in use; null where nothing speaks against it. A figure is
 * worse where it lost more than the tolerance and the whole 95 % interval of the paired differences lies below nought:
 * a loss that another draw of playlists would turn into a gain refuses nobody.
 */
export function judgeVersion({ figures, hubSkew }: Comparison): string | null {
  for (const { what, mean, change } of figures) {
    if (change.n < GATE_MIN_SAMPLE || mean.current <= 0) continue
    const lost = -change.value / mean.current
    if (lost <= FIGURE_TOLERANCE || change.high >= 0) continue
    const { found, of } = NAMES[what]
    const figuresOf = `${percent(mean.next)} instead of ${percent(mean.current)}, ${String(change.n)} ${of}`
    return `It loses ${percent(lost)} of the ${found} (${figuresOf}).`
  }
  const { current, next } = hubSkew
  if (next > HUBS && next > current + SKEW_TOLERANCE) {
    return `It recommends a few tracks to everybody: its hub skew is ${next.toFixed(2)} instead of ${current.toFixed(2)}.`
  }
  return null
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
