import { z } from 'zod'
import { FEATURES, FeatureSource, type FeatureName } from './features'
import { normalQuantile, normalShare } from '../normal'
import { interpolate, type Knot } from '../piecewise-linear'

/**
 * Values that sources measure in different ways, so that one's scale has to be brought to the other's. Tempo, key and
 * metre are not among them: they have a scale of their own, and where sources differ it is by octaves and fifths, which
 * no monotone map undoes. Nor is what only one kind of source measures.
 */
export const CALIBRATED = [
  'danceability',
  'energy',
  'valence',
  'acousticness',
  'instrumentalness',
  'liveness',
  'speechiness',
  'loudness',
  'loudness_range',
  'onset_rate',
  'rhythm_regularity',
  'chroma_entropy',
] as const satisfies readonly FeatureName[]
export type CalibratedName = (typeof CALIBRATED)[number]

/** Sources whose values are Spotify's, copied or imitated: what two of them say can be compared without a map. */
const SPOTIFY_SCALE: readonly FeatureSource[] = ['spotify', 'file', 'reccobeats']
export const haveOneScale = (a: FeatureSource, b: FeatureSource): boolean =>
  a === b || (SPOTIFY_SCALE.includes(a) && SPOTIFY_SCALE.includes(b))

/** How the values of `source` are brought to the scale of `reference`: from tracks that both describe, or from all. */
const SourceMap = z.object({
  name: z.enum(CALIBRATED),
  source: FeatureSource,
  reference: FeatureSource,
  basis: z.enum(['pairs', 'populations']),
  count: z.number().int(),
  /** How far both say the same of one track, 0…1; null where no track shows it. */
  agreement: z.number().min(0).max(1).nullable(),
  /** Empty where the two measure different things under one name: such a value cannot stand beside the other. */
  knots: z.array(z.tuple([z.number(), z.number()])),
})
export type SourceMap = z.infer<typeof SourceMap>
export const Calibration = z.array(SourceMap)
export type Calibration = z.infer<typeof Calibration>

/** The map of a value, where it has one. */
export function findMap(
  calibration: Calibration,
  name: FeatureName,
  source: FeatureSource,
): SourceMap | null {
  for (const map of calibration) if (map.name === name && map.source === source) return map
  return null
}

/** True where a value of the source may be mapped. */
export function hasMaps(calibration: Calibration, source: FeatureSource): boolean {
  return calibration.some((map) => map.source === source)
}

/**
 * A value on the scale of the map's reference. Beyond the outermost quantiles it goes on in steps of its own, so that
 * the order of values is kept, and within the bounds of the feature. Rising values never give falling ones.
 */
export function applyMap({ name, knots }: SourceMap, value: number): number {
  const first = knots[0]?.[0] ?? value
  const last = knots.at(-1)?.[0] ?? value
  const beyond = value - Math.max(first, Math.min(last, value))
  const { min, max } = FEATURES[name]
  return Math.max(min, Math.min(max, interpolate(knots, value) + beyond))
}

/** Values of one feature: of each source on its own, and of `source` and `reference` on the same tracks. */
export type Measurements = {
  name: CalibratedName
  populations: ReadonlyMap<FeatureSource, readonly number[]>
  pairs: (source: FeatureSource, reference: FeatureSource) => readonly (readonly [number, number])[]
}

/** Of so many pairs a quantile is within ±.09 of its rank (one standard error at the median). */
export const MIN_PAIRS = 30
/** Two populations may hold other music, so it takes more of them, and it is trusted less (`certainty.ts`). */
export const MIN_POPULATION = 100
/** Correlation below which two sources do not measure the same: a tenth of what one says is in the other. */
export const LEAST_AGREEMENT = 0.3
const QUANTILES = 20

/**
 * The maps of a catalog, by matching quantiles (equipercentile equating: Kolen & Brennan, Test Equating, Scaling, and
 * Linking, 2014, chapter 2). For each feature the first source of `precedence` with enough values is the reference; another
 * is mapped to it by tracks that both describe, else, where their scales differ, by what both populations hold, else
 * not at all. Pairs also show how far a value can be believed: it is drawn to the middle by their correlation, which
 * gives the median to expect of the reference (conditional median of a Gaussian copula).
 */
export function fitCalibration(
  features: readonly Measurements[],
  precedence: readonly FeatureSource[],
): Calibration {
  return features.flatMap(({ name, populations, pairs }): Calibration => {
    const size = (source: FeatureSource) => populations.get(source)?.length ?? 0
    const reference = precedence.find((source) => size(source) >= MIN_PAIRS)
    if (reference === undefined) return []
    return precedence
      .filter((source) => source !== reference && size(source) > 0)
      .flatMap((source): Calibration => {
        const both = pairs(source, reference)
        const map = { name, source, reference }
        if (both.length >= MIN_PAIRS) {
          const [own, other] = [both.map(([value]) => value), both.map(([, value]) => value)]
          const agreement = round(Math.max(0, correlate(own, other)))
          const knots = agreement < LEAST_AGREEMENT ? [] : matchQuantiles(own, other, agreement)
          return [{ ...map, basis: 'pairs', count: both.length, agreement, knots }]
        }
        const count = Math.min(size(source), size(reference))
        if (haveOneScale(source, reference) || count < MIN_POPULATION) return []
        const knots = matchQuantiles(populations.get(source) ?? [], populations.get(reference) ?? [], 1)
        return [{ ...map, basis: 'populations', count, agreement: null, knots }]
      })
  })
}

/**
 * Knots at the middle of equal shares: value of `from` → value of `to` at the same share, drawn to the median where
 * they agree less than wholly; equal values become one.
 */
function matchQuantiles(from: readonly number[], to: readonly number[], agreement: number): Knot[] {
  const [a, b] = [from, to].map((values) => Float64Array.from(values).sort())
  const points = Array.from({ length: QUANTILES }, (_, i): Knot => {
    const share = (i + 0.5) / QUANTILES
    return [
      round(quantile(a ?? new Float64Array(), share)),
      round(quantile(b ?? new Float64Array(), normalShare(agreement * normalQuantile(share)))),
    ]
  })
  const knots: Knot[] = []
  for (let i = 0; i < points.length;) {
    const at = points[i]?.[0] ?? 0
    const tied = points.filter(([value]) => value === at)
    knots.push([at, round(tied.reduce((sum, [, to]) => sum + to, 0) / tied.length)])
    i += tied.length
  }
  return knots
}

/** Correlation of the ranks as that of two normal variables (Kruskal, JASA 1958): 2 sin(πρ/6) of Spearman's ρ. */
function correlate(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [toRanks(a), toRanks(b)]
  const middle = (a.length - 1) / 2
  const sum = (p: readonly number[], q: readonly number[]) =>
    p.reduce((total, value, i) => total + (value - middle) * ((q[i] ?? middle) - middle), 0)
  const spread = Math.sqrt(sum(x, x) * sum(y, y))
  return spread === 0 ? 0 : Math.min(1, 2 * Math.sin((Math.PI * sum(x, y)) / spread / 6))
}

/** Ranks from 0; equal values share their mean rank. */
function toRanks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2)
}

/** Finer than any source measures. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6

function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const below = sorted[Math.floor(at)] ?? 0
  const above = sorted[Math.ceil(at)] ?? below
  return below + (above - below) * (at - Math.floor(at))
}

/** A map that moved by less than this share of its reference's range is the same map, measured on other tracks. */
const SAME = 0.05

/** True where `next` would change vectors worth deriving again. */
export function differs(before: Calibration, next: Calibration): boolean {
  if (before.length !== next.length) return true
  return next.some((map) => {
    const old = findMap(before, map.name, map.source)
    if (old?.reference !== map.reference || old.basis !== map.basis) return true
    const range = Math.abs((map.knots.at(-1)?.[1] ?? 0) - (map.knots[0]?.[1] ?? 0))
    return map.knots.some(([at]) => Math.abs(applyMap(map, at) - applyMap(old, at)) > SAME * range)
  })
}
