import { applyMap, findMap, type Calibration, type SourceMap } from './calibration'
import { FEATURE_NAMES, type FeatureName, type FeatureSource, type FeatureValues } from './features'

export type SourceValues = { source: FeatureSource; values: FeatureValues }

/** Where a merged value came from, and what brought it to the scale of the others, if anything did. */
export type Origin = { source: FeatureSource; map: Pick<SourceMap, 'basis' | 'agreement'> | null }
export type Origins = Partial<Record<FeatureName, Origin>>

/** Values that say something about another value: they come from its source, or are left out. */
const BELONGS_TO: Partial<Record<FeatureName, FeatureName>> = {
  mode: 'key',
  key_confidence: 'key',
  tempo_confidence: 'tempo',
}

/**
 * One set of values out of those of all sources: per name that of the first source in the order of `ladder` that has
 * it, on the scale of the calibration's reference. A value that cannot be brought there is left out.
 */
export function mergeValues(
  sets: readonly SourceValues[],
  ladder: readonly FeatureSource[],
  calibration: Calibration,
): { values: FeatureValues; origins: Origins } {
  const ordered = ladder.flatMap((source) => sets.filter((set) => set.source === source))
  const values: FeatureValues = {}
  const origins: Origins = {}
  const asItIs = new Map(ordered.map(({ source }) => [source, { source, map: null }]))
  for (const name of FEATURE_NAMES) {
    const owner = BELONGS_TO[name] ?? name
    const set = ordered.find(({ values }) => values[owner] !== undefined)
    const value = set?.values[name]
    if (!set || value === undefined) continue
    const map = findMap(calibration, name, set.source)
    if (map?.knots.length === 0) continue
    values[name] = map ? applyMap(map, value) : value
    const origin = map
      ? { source: set.source, map: { basis: map.basis, agreement: map.agreement } }
      : asItIs.get(set.source)
    if (origin) origins[name] = origin
  }
  return { values, origins }
}
