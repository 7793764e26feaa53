import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Piscina } from 'piscina'
import { openHnsw } from './index/hnsw.mjs'
import { measureCallers, ratio, toMedians } from './index/measure.mjs'
import { startPythonFaiss } from './index/python-faiss.mjs'
import { ADDON, INDEX_TASK, loadSegue } from './index/segue.mjs'
import { toClusteredVectors } from './index/vectors.mjs'
import { inRoot } from '../scripts/lib/paths.mjs'

const K = 10
const CALLERS = [1, 64]
/** Questions go over the catalog in steps of a prime, so that no list is asked twice in a row. */
const STEP = 7919

/**
 * The index of the server, as the server asks it, against python FAISS on the same file, against the published
 * binding's way and hnswlib-node, all in one run.
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
    },
  })
  const segue = await loadSegue()
  const options = {
    recall: Number(values.recall),
    ms: Number(values.ms),
    rounds: Number(values.rounds),
    threads: Number(values.threads),
    batch: Number(values.batch),
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
 * @param {import('./index/segue.mjs').Segue} segue
 * @param {{ count: number, dims: number, kind: string, recall: number, ms: number, rounds: number, threads: number, batch: number }} options
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
  })
  try {
    const built = await buildOwn(segue, vectors, { ...options, file: join(folder, 'bench.faiss') })
    await writeFile(join(folder, 'vectors.f32'), vectors)
    const before = process.memoryUsage.rss()
    const loaded = await pool.load(built)
    if (!loaded.ok) throw new Error(loaded.message)
    const bytes = process.memoryUsage.rss() - before
    const { handle } = loaded
    const { nprobe } = built
    const files = { vectors: join(folder, 'vectors.f32'), file: built.file, dims }
    const pythonLoaded = await python?.ask({ task: 'load', ...files, nprobe })
    const naive = new Piscina({
      filename: inRoot('bench', 'index', 'naive-worker.mjs'),
      maxThreads: 1,
      minThreads: 1,
      workerData: { addon: ADDON, file: built.file, nprobe },
    })
    const row = (/** @type {number} */ i) => (i * STEP) % count
    const ask = {
      segue: (/** @type {number} */ i) =>
        pool.search({ handle, k: K, nprobe, ids: BigInt64Array.of(BigInt(row(i))), withVectors: false }),
      segueWithVectors: (/** @type {number} */ i) =>
        pool.search({ handle, k: K, nprobe, ids: BigInt64Array.of(BigInt(row(i))), withVectors: true }),
      unpatched: (/** @type {number} */ i) => {
        const at = row(i) * dims
        return naive.run({ query: Array.from(vectors.subarray(at, at + dims)), k: K })
      },
    }
    /** @type {Record<string, Record<string, number>[]>} */
    const rounds = {}
    const note = (/** @type {string} */ name, /** @type {Record<string, number>} */ figures) => {
      ;(rounds[name] ??= []).push(figures)
    }
    for (let round = 0; round < options.rounds; round++) {
      if (python) {
        note('pythonSingle', await python.ask({ task: 'single', k: K, ms }))
        note('pythonBatch64', await python.ask({ task: 'batches', k: K, ms: ms / 2, size: 64, threads }))
        note('pythonBatch1024', await python.ask({ task: 'batches', k: K, ms: ms / 2, size: 1024, threads }))
      }
      for (const callers of CALLERS) {
        for (const [name, one] of Object.entries(ask)) {
          note(`${name}${String(callers)}`, await measureCallers({ callers, ms, ask: one }))
        }
      }
    }
    await naive.destroy()
    const figures = Object.fromEntries(Object.entries(rounds).map(([name, all]) => [name, toMedians(all)]))
    const training = (built.nlist ?? 0) * segue.TRAINING_POINTS_PER_LIST
    const pythonBuilt = await python?.ask({ task: 'build', ...files, nlist: built.nlist, training })
    return {
      count,
      dims,
      kind,
      nlist: built.nlist,
      nprobe,
      recallAt10: built.recall,
      buildMs: { segue: built.buildMs, python: pythonBuilt?.buildMs ?? null },
      memory: { rawBytes: vectors.byteLength, segueBytes: bytes, pythonBytes: pythonLoaded?.bytes ?? null },
      figures,
      hnsw: await openHnsw({ vectors, dims, k: K, row, ms, truth: built.truth, queries: built.queryRows }),
      ratios: toRatios(figures),
      loadAverage: loadavg(),
    }
  } finally {
    python?.stop()
    await pool.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param {Record<string, Record<string, number>>} figures */
function toRatios(figures) {
  const { segue1, segue64, unpatched1, unpatched64, pythonSingle, pythonBatch64 } = figures
  const per = (/** @type {Record<string, number> | undefined} */ f) => f?.queriesPerSecond ?? Number.NaN
  return {
    at64CallersToPythonSingleLoop: ratio(per(segue64), per(pythonSingle)),
    at64CallersToPythonBatch64: ratio(per(segue64), per(pythonBatch64)),
    at64CallersToUnpatched: ratio(per(segue64), per(unpatched64)),
    at1CallerToUnpatched: ratio(per(segue1), per(unpatched1)),
    p50OverPythonSingleUs: Number(
      ((segue1?.p50Us ?? Number.NaN) - (pythonSingle?.p50Us ?? Number.NaN)).toFixed(1),
    ),
  }
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
