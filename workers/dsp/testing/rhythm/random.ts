import { createRandomStream } from '~server/domain/seeded-random'

export type Random = {
  /** 0 ≤ x < 1. */
  uniform: () => number
  between: (low: number, high: number) => number
  chance: (probability: number) => boolean
  pick: <T>(items: readonly [T, ...T[]]) => T
}

/** Choices of a seed, the same on every machine. */
export function createRandom(seed: number): Random {
  const uniform = createRandomStream(seed)
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    chance: (probability) => uniform() < probability,
    pick: (items) => items[Math.floor(uniform() * items.length)] ?? items[0],
  }
}
