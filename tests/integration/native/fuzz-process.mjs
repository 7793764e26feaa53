// node fuzz-process.mjs FOLDER ROUNDS: opens damaged index files and uses what the reader lets through; FOLDER has the
// compiled addons. Prints JSON.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIndex, createRandom, kinds, loadAddons, toIds, toUnitVectors } from './support.mjs'

const [addons = '', rounds = ''] = process.argv.slice(2)
const DIMS = 4
const COUNT = 40
const { faiss, indexes } = loadAddons(addons)
// Threads of FAISS's own would wait for each other on a busy machine, and add nothing to what is looked for.
indexes.setNumThreads(1)
const random = createRandom(2)
const below = (/** @type {number} */ limit) => Math.floor(random() * limit)
const folder = mkdtempSync(join(tmpdir(), 'segue-fuzz-'))
const file = join(folder, 'index.faiss')
const counts = { refused: 0, passed: 0, failedLater: 0 }
/** @type {string[]} */
const unclear = []

const queries = toUnitVectors(3, DIMS, random)

/** Whatever an index can be asked; errors are as good as answers. @param {bigint} handle */
function use(handle) {
  const { dims } = indexes.describe(handle)
  const x = dims === DIMS ? queries : new Float32Array(dims)
  const acts = [
    () => indexes.search(handle, x, 5, 3),
    () => indexes.search(handle, x, 5, 1000, toIds(20)),
    () => indexes.read(handle, toIds(2)),
    () => {
      indexes.put(handle, x, toIds(x.length / dims, 1000))
    },
    () => indexes.remove(handle, toIds(30)),
  ]
  for (const act of acts) {
    try {
      act()
    } catch {
      counts.failedLater++
    }
  }
}

/** @param {Buffer} bytes */
function open(bytes) {
  // A new file each time: the disk need not write one that is gone, but flushes one that was truncated.
  rmSync(file, { force: true })
  writeFileSync(file, bytes)
  /** @type {bigint} */
  let handle
  try {
    handle = indexes.open(file)
  } catch (error) {
    counts.refused++
    if (!(error instanceof Error) || error.message.length < 10) unclear.push(String(error))
    return
  }
  counts.passed++
  use(handle)
  indexes.release(handle)
}

for (const kind of kinds) {
  const index = createIndex(faiss, kind, DIMS)
  index.addWithIds(toUnitVectors(COUNT, DIMS, random), toIds(COUNT))
  index.write(file)
  const bytes = readFileSync(file)
  const refusedBefore = counts.refused
  for (let length = 0; length < bytes.length; length++) open(bytes.subarray(0, length))
  if (counts.refused - refusedBefore !== bytes.length) unclear.push(`${kind}: a truncated file was taken`)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const damaged = Buffer.from(bytes)
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    open(damaged)
  }
  for (let round = 0; round < Number(rounds); round++) {
    const damaged = Buffer.from(bytes)
    const edits = 1 + below(4)
    for (let edit = 0; edit < edits; edit++) {
      // Extremes and small steps at places where fields begin, noise elsewhere.
      const at = below(damaged.length - 8)
      const value =
        [0n, -1n, 1n, 1n << 20n, 1n << 31n, 1n << 40n, 1n << 62n, BigInt(below(100))][below(8)] ?? 0n
      if (random() < 0.7) damaged.writeBigInt64LE(value, at)
      else damaged[at] = below(256)
    }
    if (random() < 0.1) open(Buffer.concat([damaged, damaged.subarray(0, below(100))]))
    else open(damaged)
  }
}
rmSync(folder, { recursive: true })
const peakBytes = process.resourceUsage().maxRSS * 1024
process.stdout.write(`${JSON.stringify({ ...counts, unclear, peakBytes })}\n`)
