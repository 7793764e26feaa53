import { setImmediate as turn } from 'node:timers/promises'
import { as } from './as.mjs'

/**
 * Runs `callers` loops of `ask` for `ms` after a short warm-up: queries a second, and the time of one in µs.
 * @param {{ callers: number, ms: number, ask: (i: number) => Promise<unknown> }} options
 */
export async function measureCallers({ callers, ms, ask }) {
  let next = 0
  for (let i = 0; i < 200; i++) await ask(next++)
  /** @type {number[]} */
  const latencies = []
  const startedAt = performance.now()
  const end = startedAt + ms
  const caller = async () => {
    for (let now = performance.now(); now < end;) {
      await ask(next++)
      const after = performance.now()
      latencies.push((after - now) * 1000)
      now = after
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const seconds = (performance.now() - startedAt) / 1000
  await turn()
  latencies.sort((a, b) => a - b)
  return {
    queriesPerSecond: Math.round(latencies.length / seconds),
    p50Us: quantile(latencies, 0.5),
    p99Us: quantile(latencies, 0.99),
  }
}

/** @param {number[]} sorted @param {number} q */
function quantile(sorted, q) {
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN).toFixed(1))
}

/**
 * The median of each figure over the rounds.
 * @template {Record<string, number>} T
 * @param {T[]} rounds @returns {T}
 */
export function toMedians(rounds) {
  const [first] = rounds
  if (first === undefined) throw new RangeError('There is no round to take the median of.')
  return as(
    Object.fromEntries(Object.keys(first).map((name) => [name, median(rounds.map((round) => round[name]))])),
  )
}

/**
 * A comparison made in every round, for a busy machine is another one a second later: its least, median and greatest.
 * @param {(number | undefined)[]} values
 */
export function toSpread(values) {
  const sorted = toSorted(values)
  const round = (/** @type {number | undefined} */ value) => Number((value ?? Number.NaN).toFixed(2))
  return { least: round(sorted[0]), median: round(median(values)), greatest: round(sorted.at(-1)) }
}

/** @param {(number | undefined)[]} values */
const toSorted = (values) => values.map((value) => value ?? Number.NaN).sort((a, b) => a - b)

/** @param {(number | undefined)[]} values */
function median(values) {
  return toSorted(values)[Math.floor(values.length / 2)] ?? Number.NaN
}
