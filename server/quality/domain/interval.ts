import { z } from 'zod'
import { createRandomStream } from '../../domain/seeded-random'

/** A mean over `n` queries or playlists with its 95 % interval. */
export const Figure = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.number().int(),
})
export type Figure = z.infer<typeof Figure>

const RESAMPLES = 500
const TAIL = 0.025

/**
 * The mean of `values` with a percentile bootstrap interval (Efron & Tibshirani, An Introduction to the Bootstrap,
 * 1993, chapter 13). The ten hits of one list belong together, so whole lists are drawn again, not single hits, and an
 * interval for independent hits (Wilson's) would be too narrow. The same seed gives the same interval.
 */
export function toFigure(values: readonly number[], seed: number): Figure {
  const n = values.length
  if (n === 0) return { value: 0, low: 0, high: 0, n }
  const random = createRandomStream(seed, n)
  const means = new Float64Array(RESAMPLES)
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += values[Math.floor(random() * n)] ?? 0
    means[resample] = sum / n
  }
  means.sort()
  const at = (share: number) => means[Math.round(share * (RESAMPLES - 1))] ?? 0
  const value = values.reduce((sum, v) => sum + v, 0) / n
  return { value, low: Math.min(value, at(TAIL)), high: Math.max(value, at(1 - TAIL)), n }
}
