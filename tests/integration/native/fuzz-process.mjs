// node fuzz-process.mjs ADDON ROUNDS: reads damaged index files and uses what the reader lets through. Prints JSON.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIndex, createRandom, kinds, loadAddon, toIds, toUnitVectors } from './support.mjs'

const [addon = '', rounds = ''] = process.argv.slice(2)
const DIMS = 4
const COUNT = 40
const binding = loadAddon(addon)
// Threads of FAISS's own would wait for each other on a busy machine, and add nothing to what is looked for.
binding.Index.setNumThreads(1)
const random = createRandom(2)
const below = (/** @type {number} */ limit) => Math.floor(random() * limit)
const folder = mkdtempSync(join(tmpdir(), 'segue-fuzz-'))
const file = join(folder, 'index.faiss')
const counts = { refused: 0, passed: 0, failedLater: 0 }
/** @type {string[]} */
const unclear = []

const queries = toUnitVectors(3, DIMS, random)

/** Whatever an index can be asked; errors are as good as answers. @param {import('./support.mjs').FaissIndex} index */
function use(index) {
  const fits = index.getDimension() === DIMS
  const x = fits ? queries : new Float32Array(Math.min(index.getDimension(), 1 << 20))
  const acts = [
    () => index.search(x, 5),
    () => index.search(x, 5, { include: toIds(20), exclude: toIds(3) }),
    () => index.rangeSearch(x, 0.1),
    () => index.reconstruct(toIds(2)),
    () => {
      const handle = index.share()
      try {
        binding.Index.fromHandle(handle).dispose()
      } finally {
        binding.Index.release(handle)
      }
    },
    () => {
      index.makeDirectMap()
    },
    () => {
      index.addWithIds(x, toIds(fits ? 3 : 1, 1000))
    },
    () => index.removeIds(toIds(3)),
    () => index.toBuffer(),
  ]
  for (const act of acts) {
    try {
      act()
    } catch {
      counts.failedLater++
    }
  }
}

/** @param {Buffer} bytes @param {boolean} asFile */
function read(bytes, asFile) {
  /** @type {import('./support.mjs').FaissIndex} */
  let index
  try {
    if (asFile) writeFileSync(file, bytes)
    index = asFile ? binding.Index.read(file) : binding.Index.fromBuffer(bytes)
  } catch (error) {
    counts.refused++
    if (!(error instanceof Error) || error.message.length < 10) unclear.push(String(error))
    return
  }
  counts.passed++
  use(index)
  index.dispose()
}

for (const kind of kinds) {
  const index = createIndex(binding, kind, DIMS)
  index.addWithIds(toUnitVectors(COUNT, DIMS, random), toIds(COUNT))
  const whole = index.toBuffer()
  const refusedBefore = counts.refused
  for (let length = 0; length < whole.length; length++) read(whole.subarray(0, length), length % 50 === 0)
  if (counts.refused - refusedBefore !== whole.length) unclear.push(`${kind}: a truncated file was taken`)
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const damaged = Buffer.from(whole)
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    read(damaged, bit % 500 === 0)
  }
  for (let round = 0; round < Number(rounds); round++) {
    const damaged = Buffer.from(whole)
    const edits = 1 + below(4)
    for (let edit = 0; edit < edits; edit++) {
      // Extremes and small steps at places where fields begin, noise elsewhere.
      const at = below(damaged.length - 8)
      const value =
        [0n, -1n, 1n, 1n << 20n, 1n << 31n, 1n << 40n, 1n << 62n, BigInt(below(100))][below(8)] ?? 0n
      if (random() < 0.7) damaged.writeBigInt64LE(value, at)
      else damaged[at] = below(256)
    }
    if (random() < 0.1) read(Buffer.concat([damaged, damaged.subarray(0, below(100))]), false)
    else read(damaged, false)
  }
}
rmSync(folder, { recursive: true })
const peakBytes = process.resourceUsage().maxRSS * 1024
process.stdout.write(`${JSON.stringify({ ...counts, unclear, peakBytes })}\n`)
