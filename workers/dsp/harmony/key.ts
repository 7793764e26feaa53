import { KEY_PROFILES } from './key-profiles'

export type Key = {
  /** 0 C, 1 C♯ … 11 B, as in Spotify's audio features. */
  key: number
  mode: 'major' | 'minor'
  /** 0–1: how far the best of the 24 keys is ahead of the next one. */
  confidence: number
}

/**
 * The key whose profile correlates best with a chroma vector (Krumhansl & Schmuckler: Krumhansl, "Cognitive
 * Foundations of Musical Pitch", 1990); null for a chroma without any shape. The confidence is the lead over the
 * second best key as a share of what that one left to win.
 */
export function findKey(chroma: number[], profiles = KEY_PROFILES): Key | null {
  const ranked = Array.from({ length: 24 }, (_, i) => {
    const key = i % 12
    const mode: Key['mode'] = i < 12 ? 'major' : 'minor'
    return { key, mode, fit: correlate(rotate(chroma, key), profiles[mode]) }
  }).sort((a, b) => b.fit - a.fit)
  const [best, second] = ranked
  if (!best || !second || !(best.fit > 0)) return null
  const { key, mode, fit } = best
  return { key, mode, confidence: (fit - second.fit) / (1 - Math.max(0, second.fit) + Number.EPSILON) }
}

function rotate(chroma: number[], by: number): number[] {
  return chroma.map((_, i) => chroma[(i + by) % chroma.length] ?? 0)
}

/** Squares of what is smaller are no longer numbers that one could divide by. */
const NO_SHAPE = 1e-200

/** Pearson's correlation; NaN where one of the vectors is constant, or nearly nothing. */
function correlate(a: readonly number[], b: readonly number[]): number {
  const meanA = a.reduce((sum, value) => sum + value, 0) / a.length
  const meanB = b.reduce((sum, value) => sum + value, 0) / b.length
  let ab = 0
  let aa = 0
  let bb = 0
  for (let i = 0; i < a.length; i++) {
    const x = (a[i] ?? 0) - meanA
    const y = (b[i] ?? 0) - meanB
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa * bb > NO_SHAPE ? ab / Math.sqrt(aa * bb) : Number.NaN
}
