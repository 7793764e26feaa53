import type { FeatureSet } from './features'

/**
 * One set per source: what a source said in several answers (audio features, audio analysis) stands together, the first
 * that has a value wins, and the extractors are named in the order in which they were asked.
 */
export function mergeSets(sets: readonly FeatureSet[]): FeatureSet[] {
  const bySource = new Map<FeatureSet['source'], FeatureSet>()
  for (const set of sets) {
    const known = bySource.get(set.source)
    bySource.set(
      set.source,
      known
        ? {
            ...set,
            extractor: `${known.extractor}, ${set.extractor}`,
            values: { ...set.values, ...known.values },
          }
        : set,
    )
  }
  return [...bySource.values()]
}
