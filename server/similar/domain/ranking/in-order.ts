/**
 * The items best first, sorted only as far as they are taken: a heap, so that the first k of n cost n + k · log n
 * instead of n · log n. `compare` as for Array.sort, never 0 for two different items. Reorders `items`.
 */
export function* inOrder<T>(items: T[], compare: (a: T, b: T) => number): Generator<T, void> {
  let size = items.length
  const isBefore = (a: number, b: number): boolean => {
    const [x, y] = [items[a], items[b]]
    return x !== undefined && y !== undefined && compare(x, y) < 0
  }
  const sink = (from: number): void => {
    for (let i = from; ;) {
      const left = 2 * i + 1
      if (left >= size) return
      const child = left + 1 < size && isBefore(left + 1, left) ? left + 1 : left
      if (!isBefore(child, i)) return
      swap(items, i, child)
      i = child
    }
  }
  for (let i = (size >> 1) - 1; i >= 0; i--) sink(i)
  while (size > 0) {
    const [best] = items
    if (best === undefined) return
    size--
    swap(items, 0, size)
    sink(0)
    yield best
  }
}

function swap(items: unknown[], i: number, j: number): void {
  const kept = items[i]
  items[i] = items[j]
  items[j] = kept
}
