import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureHnsw } from './index/hnsw.mjs'
import { measureCallers, toMedians, toSpread } from './index/measure.mjs'
import { measureMemory } from './index/memory.mjs'
import { startPythonFaiss } from './index/python-faiss.mjs'
import { INDEX_TASK, loadSegue, searchNow } from './index/segue.mjs'
import { openUnpatched } from './index/unpatched.mjs'
import { toClusteredVectors } from './index/vectors.mjs'

const K = 10
const CALLERS = [1, 64]
const PYTHON_BATCHES = [64, 1024]
/** Questions go over the catalog in steps of a prime, so that no list is asked twice in a row. */
const STEP = 7919

/**
 * The index of the server, as the server asks it, against python FAISS on the same file (Debian: `apt-get install
 * python3-faiss`), against the published binding and hnswlib-node (see measureHnsw), all in one run. A million:
 * `--counts 1000000 --kinds ivf`.
 * @param {string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      counts: { type: 'string', default: '10000,100000' },
      dims: { type: 'string' },
      kinds: { type: 'string', default: 'ivf,flat' },
      recall: { type: 'string', default: '0.99' },
      ms: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '3' },
      threads: { type: 'string', default: '2' },
      batch: { type: 'string', default: '64' },
      hnsw: { type: 'string' },
    },
  })
  const segue = await loadSegue()
  const options = {
    recall: Number(values.recall),
    ms: Number(values.ms),
    rounds: Number(values.rounds),
    threads: Number(values.threads),
    batch: Number(values.batch),
    hnsw: values.hnsw,
  }
  const dims = values.dims === undefined ? [segue.DIMENSIONS] : values.dims.split(',').map(Number)
  const results = []
  for (const count of values.counts.split(',').map(Number)) {
    for (const d of dims) {
      for (const kind of values.kinds.split(',')) {
        results.push(await runCase(segue, { ...options, count, dims: d, kind }))
      }
    }
  }
  const [cpu] = cpus()
  const machine = { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version }
  return { benchmark: 'index', k: K, machine, options, loadAverage: loadavg(), results }
}

/**
 * @typedef {{ recall: number, ms: number, rounds: number, threads: number, batch: number, hnsw: string | undefined }} Options
 * @typedef {Record<string, Record<string, number>>} Round
 */

/**
 * @param {import('./index/segue.mjs').Segue} segue
 * @param {Options & { count: number, dims: number, kind: string }} options
 */
async function runCase(segue, options) {
  const { count, dims, kind, ms, threads } = options
  const folder = await mkdtemp(join(tmpdir(), 'segue-bench-'))
  const vectors = toClusteredVectors({ count, dims })
  const python = await startPythonFaiss()
  const pool = segue.createIndexPool({
    filename: INDEX_TASK,
    threads,
    maxQueue: 256,
    batchMax: options.batch,
    timeoutMs: 60_000,
    searchNow: searchNow(segue),
  })
  try {
    const built = await buildOwn(segue, vectors, { ...options, file: join(folder, 'bench.faiss') })
    const small = await buildSmall(segue, dims, join(folder, 'small.faiss'))
    await writeFile(join(folder, 'vectors.f32'), vectors)
    const loaded = await pool.load(built)
    if (!loaded.ok) throw new Error(loaded.message)
    const { file, nprobe, nlist, checksum } = built
    const files = { vectors: join(folder, 'vectors.f32'), file, dims }
    const pythonLoaded = await python?.ask({ task: 'load', ...files, nprobe })
    const unpatched = await openUnpatched({ file, nprobe })
    const row = (/** @type {number} */ i) => (i * STEP) % count
    const search = (/** @type {number} */ i, /** @type {boolean} */ withVectors) =>
      pool.search({ handle: loaded.handle, k: K, nprobe, ids: BigInt64Array.of(BigInt(row(i))), withVectors })
    const asks = {
      segue: (/** @type {number} */ i) => search(i, false),
      segueWithVectors: (/** @type {number} */ i) => search(i, true),
      unpatched: (/** @type {number} */ i) =>
        unpatched.search(vectors.subarray(row(i) * dims, (row(i) + 1) * dims), K),
    }
    /** @type {Round[]} */
    const rounds = []
    for (let i = 0; i < options.rounds; i++) rounds.push(await measureRound(python, asks, { ms, threads }))
    await unpatched.close()
    const training = (nlist ?? 0) * segue.TRAINING_POINTS_PER_LIST
    const pythonBuilt = await python?.ask({ task: 'build', ...files, nlist, training, threads })
    const large = { file, checksum, nprobe, count }
    return {
      count,
      dims,
      kind,
      nlist,
      nprobe,
      recallAt10: built.recall,
      buildMs: { segue: built.buildMs, python: pythonBuilt?.buildMs ?? null },
      rawBytes: vectors.byteLength,
      memory: await measureMemory({ small, large, rawBytes: vectors.byteLength, k: K }),
      pythonBytes: pythonLoaded?.bytes ?? null,
      figures: Object.fromEntries(
        Object.keys(rounds[0] ?? {}).map((name) => [
          name,
          toMedians(rounds.map((round) => round[name] ?? {})),
        ]),
      ),
      ratios: toRatios(rounds),
      hnsw: await measureHnsw({
        folder: options.hnsw,
        ...{ vectors, dims, k: K, row, ms, truth: built.truth, queries: built.queryRows },
      }),
      loadAverage: loadavg(),
    }
  } finally {
    python?.stop()
    await pool.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Everybody in turn, close together.
 * @param {Awaited<ReturnType<typeof startPythonFaiss>>} python
 * @param {Record<string, (i: number) => Promise<unknown>>} asks @param {{ ms: number, threads: number }} options
 */
async function measureRound(python, asks, { ms, threads }) {
  /** @type {Round} */
  const round = {}
  for (const callers of CALLERS) {
    // Next to what it is compared with, at one caller and at 64.
    if (python) round[`pythonSingle${String(callers)}`] = await python.ask({ task: 'single', k: K, ms })
    for (const [name, ask] of Object.entries(asks)) {
      round[`${name}${String(callers)}`] = await measureCallers({ callers, ms, ask })
    }
  }
  for (const size of python ? PYTHON_BATCHES : []) {
    const task = { task: 'batches', k: K, ms: ms / 2, size, threads }
    round[`pythonBatch${String(size)}`] = (await python?.ask(task)) ?? {}
  }
  return round
}

/** @param {Round[]} rounds */
function toRatios(rounds) {
  const rate = (/** @type {string} */ a, /** @type {string} */ b) =>
    toSpread(
      rounds.map((r) => (r[a]?.queriesPerSecond ?? Number.NaN) / (r[b]?.queriesPerSecond ?? Number.NaN)),
    )
  return {
    at64CallersToPythonSingleLoop: rate('segue64', 'pythonSingle64'),
    at64CallersToPythonBatch64: rate('segue64', 'pythonBatch64'),
    at64CallersToUnpatched: rate('segue64', 'unpatched64'),
    at1CallerToUnpatched: rate('segue1', 'unpatched1'),
    p50OverPythonSingleUs: toSpread(
      rounds.map((r) => (r.segue1?.p50Us ?? Number.NaN) - (r.pythonSingle1?.p50Us ?? Number.NaN)),
    ),
  }
}

/** @param {import('./index/segue.mjs').Segue} segue @param {number} dims @param {string} file */
async function buildSmall(segue, dims, file) {
  const index = segue.createFlatIndex(segue.loadFaiss(), dims)
  const count = 1000
  index.append(
    toClusteredVectors({ count, dims }),
    BigInt64Array.from({ length: count }, (_, i) => BigInt(i)),
  )
  const { checksum } = await segue.writeIndexFile(index, file)
  index.dispose()
  return { file, checksum, nprobe: null, count }
}

/**
 * Builds as the server does, but for its scaler; recall on rows spread over the catalog, against exact search.
 * @param {import('./index/segue.mjs').Segue} segue @param {Float32Array} vectors
 * @param {{ count: number, dims: number, kind: string, recall: number, file: string, threads: number }} options
 */
async function buildOwn(segue, vectors, { count, dims, kind, recall, file, threads }) {
  const ids = BigInt64Array.from({ length: count }, (_, i) => BigInt(i))
  segue.loadFaiss().Index.setNumThreads(threads)
  const startedAt = performance.now()
  const exactMax = kind === 'flat' ? count : 0
  const { index, nlist, nprobe } = segue.buildFaissIndex(vectors, ids, dims, {
    exactMax,
    recallTarget: recall,
  })
  const { checksum } = await segue.writeIndexFile(index, file)
  const buildMs = Math.round(performance.now() - startedAt)
  const exact = segue.createFlatIndex(segue.loadFaiss(), dims)
  exact.append(vectors, ids)
  // Other rows than those on which the build chose its nprobe.
  const queryRows = Array.from({ length: 500 }, (_, i) => (i * STEP + 17) % count)
  const queries = Float32Array.from(
    queryRows.flatMap((row) => Array.from(vectors.subarray(row * dims, (row + 1) * dims))),
  )
  const truth = exact.search(queries, K).ids
  const found = index.search(queries, K, nprobe === null ? {} : { nprobe }).ids
  exact.dispose()
  index.dispose()
  return {
    file,
    checksum,
    nlist,
    nprobe,
    buildMs,
    truth,
    queryRows,
    recall: segue.recallAtK(found, truth, K),
  }
}
