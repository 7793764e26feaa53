/** Seeded randomness: everything in the catalogue is a function of the seed and an index, so nothing is stored. */

/** Separates the streams drawn for different purposes from the same index. */
export const Salt = {
  layout: 1,
  artist: 2,
  album: 3,
  track: 4,
  profile: 5,
  version: 6,
  playlist: 7,
  user: 8,
  analysis: 9,
  composition: 10,
  art: 11,
  id: 12,
  isrc: 13,
  fault: 14,
  coverage: 15,
} as const

const TWO_POW_32 = 0x1_0000_0000

/** Mixes any number of 32-bit words into one unsigned 32-bit word (MurmurHash3 rounds and finaliser). */
export function hash32(...words: number[]): number {
  let hash = 0x9747b28c
  for (const word of words) {
    let k = Math.imul(word, 0xcc9e2d51)
    k = (k << 15) | (k >>> 17)
    hash ^= Math.imul(k, 0x1b873593)
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A number in (0, 1) that depends on the words alone. */
export function uniformOf(...words: number[]): number {
  return (hash32(...words) + 0.5) / TWO_POW_32
}

/** A standard normal deviate that depends on the words alone (Box–Muller). */
export function normalOf(...words: number[]): number {
  const first = hash32(...words)
  const second = hash32(first, 0x51ed270b)
  return boxMuller((first + 0.5) / TWO_POW_32, (second + 0.5) / TWO_POW_32)
}

export type Random = {
  /** In [0, 1). */
  uniform(): number
  /** Standard normal. */
  normal(): number
  /** Integer in [0, n). */
  int(n: number): number
  /** Integer in [from, to]. */
  between(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Shuffles in place (Fisher–Yates) and returns the list. */
  shuffle<T>(list: T[]): T[]
}

/** A stream of draws (mulberry32) started from the given words. */
export function createRandom(...words: number[]): Random {
  let state = hash32(...words)
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / TWO_POW_32
  }
  const int = (n: number): number => Math.floor(uniform() * n)
  return {
    uniform,
    int,
    normal: () => boxMuller(uniform() + 1e-12, uniform()),
    between: (from, to) => from + int(to - from + 1),
    chance: (probability) => uniform() < probability,
    pick: (list) => item(list, int(list.length)),
    shuffle: (list) => {
      for (let i = list.length - 1; i > 0; i--) {
        const j = int(i + 1)
        const kept = item(list, i)
        list[i] = item(list, j)
        list[j] = kept
      }
      return list
    },
  }
}

/** The entry at an index that is known to be inside the list. */
export function item<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError(`no entry ${index} in a list of ${list.length}`)
  return list[index] as T
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

function boxMuller(u1: number, u2: number): number {
  return Math.sqrt(-2 * Math.log(Math.min(u1, 1))) * Math.cos(2 * Math.PI * u2)
}
