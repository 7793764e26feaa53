/**
 * Maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998): picks, one after the other, the item with the greatest
 * (1 − λ) · score − λ · likeness to the most like of those picked. λ = `diversity`, 0 keeps the order. `items` come
 * best first; of equal ones the earlier is taken. At most `k` are picked.
 */
export function diversify<T>(
  items: readonly T[],
  { k, diversity, scoreOf, likenessOf }: DiversifyOptions<T>,
): T[] {
  if (diversity === 0) return items.slice(0, k)
  const left = items.map((item) => ({ item, closest: 0 }))
  const picked: T[] = []
  while (picked.length < k && left.length > 0) {
    let best = 0
    let bestValue = -Infinity
    left.forEach(({ item, closest }, i) => {
      const value = (1 - diversity) * scoreOf(item) - diversity * closest
      if (value > bestValue) [best, bestValue] = [i, value]
    })
    const [taken] = left.splice(best, 1)
    if (!taken) break
    picked.push(taken.item)
    for (const other of left) {
      const likeness = likenessOf(taken.item, other.item)
      other.closest = picked.length === 1 ? likeness : Math.max(other.closest, likeness)
    }
  }
  return picked
}

type DiversifyOptions<T> = {
  k: number
  diversity: number
  scoreOf: (item: T) => number
  likenessOf: (a: T, b: T) => number
}
