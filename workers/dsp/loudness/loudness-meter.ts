import { inWaveOrder, type Speaker } from '../decode/speakers'
import { createChannelMeter } from './k-weighting'

/** Loudness of a whole programme. */
export type Loudness = {
  /** LUFS, ITU-R BS.1770-4; null where everything lies below its gate of −70 LUFS. */
  integratedLufs: number | null
  /** LU, EBU Tech 3342; null for less than 3 s or where all is below the gate. */
  rangeLu: number | null
  /** Standard deviation of the gated 400 ms loudness, LU; null as above. */
  spreadLu: number | null
  /** Root mean square over all channels, dB to full scale; null for digital silence. */
  rmsDb: number | null
  /** Highest sample of any channel, dB to full scale; null for digital silence. */
  peakDb: number | null
}

const STEP_SECONDS = 0.1
/** BS.1770-4: blocks of 400 ms, overlapping by 75 %. */
const BLOCK_STEPS = 4
/** EBU Tech 3342: short-term loudness over 3 s. */
const SHORT_TERM_STEPS = 30
const ABSOLUTE_GATE_LUFS = -70
const RELATIVE_GATE_LU = -10
const RANGE_GATE_LU = -20
/** BS.1770-4, table 3. */
const WEIGHTS: Record<Speaker, number> = { front: 1, surround: 1.41, lfe: 0 }

/** Measures loudness of a stream of planar chunks at their own rate; keeps ten numbers a second. */
export function createLoudnessMeter(
  sampleRate: number,
  channels: number,
  speakers: Speaker[] = inWaveOrder(channels),
) {
  const meters = Array.from({ length: channels }, () => createChannelMeter(sampleRate))
  const weights = meters.map((_, c) => WEIGHTS[speakers[c] ?? 'front'])
  /** Weighted power of each finished step of 100 ms. */
  const steps: number[] = []
  let stepPower = 0
  let plain = 0
  let peak = 0
  let total = 0
  const getStepEnd = () => Math.round((steps.length + 1) * STEP_SECONDS * sampleRate)
  let stepStart = 0

  return {
    push(chunk: Float32Array[]): void {
      const length = chunk[0]?.length ?? 0
      for (let from = 0; from < length;) {
        const to = Math.min(length, from + getStepEnd() - total)
        for (let c = 0; c < channels; c++) {
          const measured = meters[c]?.(chunk[c] ?? new Float32Array(length), from, to)
          stepPower += (weights[c] ?? 1) * (measured?.weighted ?? 0)
          plain += measured?.plain ?? 0
          peak = Math.max(peak, measured?.peak ?? 0)
        }
        total += to - from
        from = to
        if (total === getStepEnd()) {
          steps.push(stepPower / (total - stepStart))
          stepStart = total
          stepPower = 0
        }
      }
    },
    finish(): Loudness {
      const gated = gate(toBlocks(steps, BLOCK_STEPS), RELATIVE_GATE_LU)
      const shortTerm = gate(toBlocks(steps, SHORT_TERM_STEPS), RANGE_GATE_LU).map(toLufs)
      return {
        integratedLufs: gated.length > 0 ? toLufs(getMean(gated)) : null,
        rangeLu: shortTerm.length > 0 ? getPercentile(shortTerm, 0.95) - getPercentile(shortTerm, 0.1) : null,
        spreadLu: gated.length > 0 ? getDeviation(gated.map(toLufs)) : null,
        rmsDb: plain > 0 ? 10 * Math.log10(plain / (total * channels)) : null,
        peakDb: peak > 0 ? 20 * Math.log10(peak) : null,
      }
    },
  }
}

/** LUFS of a K-weighted mean square summed over channels: BS.1770-4, equation 2. */
function toLufs(power: number): number {
  return -0.691 + 10 * Math.log10(power)
}

/** Mean power of every run of `size` steps. */
function toBlocks(steps: number[], size: number): number[] {
  const blocks: number[] = []
  for (let end = size; end <= steps.length; end++) blocks.push(getMean(steps.slice(end - size, end)))
  return blocks
}

/** Blocks above −70 LUFS, and of them those above the relative gate under the mean of those. */
function gate(blocks: number[], relative: number): number[] {
  const audible = blocks.filter((power) => toLufs(power) > ABSOLUTE_GATE_LUFS)
  const threshold = toLufs(getMean(audible)) + relative
  return audible.filter((power) => toLufs(power) > threshold)
}

function getMean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function getDeviation(values: number[]): number {
  const mean = getMean(values)
  return Math.sqrt(getMean(values.map((value) => (value - mean) ** 2)))
}

/** Nearest rank, as EBU Tech 3342 does it. */
function getPercentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0
}
