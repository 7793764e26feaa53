import { keysMix, type Key } from '../../domain/harmony'
import type { Layer } from './stop'

/** 24 keys, and "not known", which mixes with all. */
const UNKNOWN = 24
const toClass = (key: Key | null): number => (key === null ? UNKNOWN : key.key * 2 + key.mode)
const toKey = (index: number): Key | null =>
  index === UNKNOWN ? null : { key: Math.floor(index / 2), mode: index % 2 }
const CLASSES = Array.from({ length: UNKNOWN + 1 }, (_, i) => i)

/**
 * The fewest steps between keys that do not mix, from a track of a layer to the last layer, if tracks could be taken
 * twice: by dynamic programming from the end, over the keys that each layer has.
 */
export function countClashesAhead(layers: readonly Layer[]): (at: number, key: Key | null) => number {
  const ahead: number[][] = []
  let after: { index: number; clashes: number }[] = []
  for (const { stops } of [...layers].reverse()) {
    const counts = CLASSES.map((index) =>
      after.length === 0
        ? 0
        : Math.min(
            ...after.map(({ index: to, clashes }) => clashes + (keysMix(toKey(index), toKey(to)) ? 0 : 1)),
          ),
    )
    ahead.unshift(counts)
    after = [...new Set(stops.map(({ key }) => toClass(key)))].map((index) => ({
      index,
      clashes: counts[index] ?? 0,
    }))
  }
  return (at, key) => ahead[at]?.[toClass(key)] ?? 0
}
