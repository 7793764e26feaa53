import { applyMap, findMap, hasMaps, type Calibration, type SourceMap } from './calibration'
import { FEATURE_NAMES, FeatureSource, type FeatureName, type FeatureValues } from './features'

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
const BELONGING = Object.entries(BELONGS_TO) as [FeatureName, FeatureName][]
const AS_IT_IS = new Map(FeatureSource.options.map((source) => [source, { source, map: null }]))

/**
 * One set of values out of those of all sources: per name that of the first source in the order of `precedence` that has
 * it, on the scale of the calibration's reference. A value that cannot be brought there is left out.
 */
export function mergeValues(
  sets: readonly SourceValues[],
  precedence: readonly FeatureSource[],
  calibration: Calibration,
): { values: FeatureValues; origins: Origins } {
  const ordered = precedence.flatMap((source) => sets.filter((set) => set.source === source))
  const values: FeatureValues = {}
  const origins: Origins = {}
  for (const name of FEATURE_NAMES) {
    const set = findOwner(ordered, BELONGS_TO[name] ?? name)
    const value = set?.values[name]
    if (!set || value === undefined) continue
    const map = findMap(calibration, name, set.source)
    if (map?.knots.length === 0) continue
    values[name] = map ? applyMap(map, value) : value
    const origin = map
      ? { source: set.source, map: { basis: map.basis, agreement: map.agreement } }
      : AS_IT_IS.get(set.source)
    if (origin) origins[name] = origin
  }
  return { values, origins }
}

/** A loop: it is asked for every name of every track, and a function made for each would be most of the work. */
function findOwner(ordered: readonly SourceValues[], owner: FeatureName): SourceValues | undefined {
  for (const set of ordered) if (set.values[owner] !== undefined) return set
  return undefined
}

/** True where merging a set alone would give its own values: none is mapped, and none belongs to one that is not there. */
export function standsAlone({ source, values }: SourceValues, calibration: Calibration): boolean {
  if (hasMaps(calibration, source)) return false
  return BELONGING.every(([name, owner]) => values[name] === undefined || values[owner] !== undefined)
}
