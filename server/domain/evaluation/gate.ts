import type { HoldOut, QualityReport, StoredQuality } from './report'

export type GateTolerance = {
  /** Share of a figure that may be lost. */
  figure: number
  /** Points of recall that the approximate search may lose. */
  annRecall: number
  /** How much the skew may rise, where it ends above 2 (hubs are a nuisance from there on). */
  hubSkew: number
}
export const DEFAULT_TOLERANCE: GateTolerance = { figure: 0.1, annRecall: 0.02, hubSkew: 0.5 }

/** Above this, some tracks turn up everywhere. */
const HUBS = 2

export type Verdict = { accepted: true; reason: string | null } | { accepted: false; reason: string }

type Measured = Pick<StoredQuality, 'version' | 'annRecall' | 'report'>

/**
 * Whether a new index version may take the place of the current one: no figure of ours may be worse by more than the
 * tolerance and, against noise, below what the current version's interval allows. Reports of another protocol or seed
 * cannot be compared and are let through, with the reason. Where the catalogs differ, a figure is taken relative to
 * chance, because the same ranking finds less in a larger catalog.
 */
export function judgeVersion(
  current: Measured | null,
  next: Measured,
  tolerance: GateTolerance = DEFAULT_TOLERANCE,
): Verdict {
  if (!current) return { accepted: true, reason: null }
  const [before, after] = [current.report, next.report]
  if (before.protocol !== after.protocol || before.seed !== after.seed || before.spec !== after.spec) {
    return {
      accepted: true,
      reason: 'The versions were measured differently, so their figures cannot be compared.',
    }
  }
  const name = `Version ${String(next.version)}`
  for (const [what, was, is] of figuresOf(before, after)) {
    if (is >= was.value * (1 - tolerance.figure) || is >= was.low) continue
    const fall = Math.round((1 - is / was.value) * 100)
    return {
      accepted: false,
      reason: `${name} loses ${String(fall)} % of ${what}, more than the ${percent(tolerance.figure)} allowed.`,
    }
  }
  return judgeSearch(name, current, next, tolerance)
}

function judgeSearch(name: string, current: Measured, next: Measured, tolerance: GateTolerance): Verdict {
  const [recall, least] = [next.annRecall ?? 1, (current.annRecall ?? 1) - tolerance.annRecall]
  if (recall < least) {
    return {
      accepted: false,
      reason: `${name} finds ${percent(recall)} of the true neighbours; at least ${percent(least)} are asked for.`,
    }
  }
  const [was, is] = [current, next].map(({ report }) => oursOf(report.similar)?.hubSkew)
  if (was !== undefined && is !== undefined && is > HUBS && is > was + tolerance.hubSkew) {
    return {
      accepted: false,
      reason: `${name} recommends a few tracks to everybody: its hub skew is ${is.toFixed(2)} instead of ${was.toFixed(2)}.`,
    }
  }
  return { accepted: true, reason: null }
}

type Compared = [what: string, was: { value: number; low: number }, is: number]

function figuresOf(before: QualityReport, after: QualityReport): Compared[] {
  // Chance of a hit falls as the catalog grows: recall at random is k / songs.
  const growth = after.songs / Math.max(1, before.songs)
  const pair = (what: string, was: Value | null | undefined, is: Value | null | undefined): Compared[] =>
    was && is && was.value > 0 ? [[what, was, is.value * Math.max(1, growth)]] : []
  const held = (what: string, was: HoldOut | null, is: HoldOut | null): Compared[] => [
    ...pair(`the recall of ${what}`, oursOf(was)?.recall, oursOf(is)?.recall),
    ...pair(`the R-precision of ${what}`, oursOf(was)?.rPrecision, oursOf(is)?.rPrecision),
  ]
  const [similar, next] = [oursOf(before.similar), oursOf(after.similar)]
  return [
    ...held('continue', before.continue, after.continue),
    ...held('discover', before.discover, after.discover),
    ...pair('the neighbours with a playlist in common', similar?.playlist, next?.playlist),
    ...(similar?.genre && next?.genre && similar.genre.value > 0
      ? [['the neighbours of the same genre', similar.genre, next.genre.value] satisfies Compared]
      : []),
  ]
}

type Value = { value: number; low: number }

/** The row of the mode itself: the first of ours that bears its name. */
const MODES = ['similar', 'continue', 'discover']
function oursOf<R extends { method: string }>(part: { rows: R[] } | null): R | null {
  return part?.rows.find(({ method }) => MODES.includes(method)) ?? null
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.9 ? 0 : 1)} %`
