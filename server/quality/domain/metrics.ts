/** Share of the first k that is relevant: hits / k. A list that is too short loses what it lacks. */
export function precisionAt<T>(list: readonly T[], relevant: ReadonlySet<T>, k: number): number {
  return k === 0 ? 0 : hitsAmong(list, relevant, k) / k
}

/** Share of what is relevant that the first k hold: hits / |relevant|; 0 where nothing is relevant. */
export function recallAt<T>(list: readonly T[], relevant: ReadonlySet<T>, k: number): number {
  return relevant.size === 0 ? 0 : hitsAmong(list, relevant, k) / relevant.size
}

/** Precision among as many as are relevant (Manning et al., Introduction to Information Retrieval, section 8.4). */
export function rPrecision<T>(list: readonly T[], relevant: ReadonlySet<T>): number {
  return precisionAt(list, relevant, relevant.size)
}

/** How many times better; null where there is nothing to compare with. */
export function lift(value: number, base: number): number | null {
  return base > 0 ? value / base : null
}

function hitsAmong<T>(list: readonly T[], relevant: ReadonlySet<T>, k: number): number {
  let hits = 0
  for (let i = 0; i < Math.min(k, list.length); i++) {
    const item = list[i]
    if (item !== undefined && relevant.has(item)) hits++
  }
  return hits
}
