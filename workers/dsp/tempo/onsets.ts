import type { OnsetStrength } from './onset-strength'

/**
 * Parameters of the peak picking of Böck, Krebs & Schedl, "Evaluating the Online Capabilities of Onset Detection
 * Methods" (ISMIR 2012), with the offline values that librosa chose for it.
 */
const BEFORE_PEAK_SECONDS = 0.03
const AVERAGE_SECONDS = 0.1
const WAIT_SECONDS = 0.03
/** Above the local mean, as a share of the strongest onset. */
const THRESHOLD = 0.07

/** Frames in which something begins: local maxima of the onset strength well above their surroundings. */
export function pickOnsets({ all: strength, framesPerSecond }: OnsetStrength): number[] {
  const toFrames = (seconds: number) => Math.ceil(seconds * framesPerSecond)
  const near = toFrames(BEFORE_PEAK_SECONDS)
  const wide = toFrames(AVERAGE_SECONDS)
  const threshold = THRESHOLD * strength.reduce((most, value) => Math.max(most, value), 0)
  const onsets: number[] = []
  for (let t = 0; t < strength.length; t++) {
    const value = strength[t] ?? 0
    if (value <= 0 || t - (onsets.at(-1) ?? -Infinity) <= toFrames(WAIT_SECONDS)) continue
    const around = strength.subarray(Math.max(0, t - wide), t + wide + 1)
    const mean = around.reduce((sum, other) => sum + other, 0) / around.length
    const highest = Math.max(...strength.subarray(Math.max(0, t - near), t + 2))
    if (value >= highest && value >= mean + threshold) onsets.push(t)
  }
  return onsets
}
