/** A stream of numbers in [0, 1) that depends on the words alone. */
export type RandomStream = () => number

/**
 * A seeded stream (mulberry32 over an FNV-1a mix of the words): the same words give the same numbers on every machine.
 * For samples and baselines, never for secrets.
 */
export function createRandomStream(...words: number[]): RandomStream {
  let state = words.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193), 0x811c9dc5)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A shuffled copy (Fisher–Yates). */
export function shuffled<T>(list: readonly T[], random: RandomStream): T[] {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [copy[i], copy[j]]
    if (a !== undefined && b !== undefined) [copy[i], copy[j]] = [b, a]
  }
  return copy
}
