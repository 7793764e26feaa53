/** A thread that matches each pattern against long texts made of its units, and says when it is done with one. */
import { parentPort, workerData } from 'node:worker_threads'

/** @typedef {{ source: string, flags: string, units: string[] }} Pattern */
const { patterns, length } = /** @type {{ patterns: Pattern[], length: number }} */ (workerData)
for (const [index, { source, flags, units }] of patterns.entries()) {
  const pattern = new RegExp(source, flags.replace(/[gy]/g, ''))
  for (const unit of units) {
    const text = unit.repeat(Math.ceil(length / unit.length))
    pattern.test(`${text}\u0000`)
    pattern.test(`${units[0]}${units.at(-1)}${text}\n!`)
  }
  parentPort?.postMessage(index)
}
