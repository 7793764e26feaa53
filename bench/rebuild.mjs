import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { createCatalog } from './index/catalog.mjs'
import { INDEX_TASK, loadSegue } from './index/segue.mjs'

const STEP = 7919
/** What a page asks for. */
const K = 50
const WARM_UP_MS = 2000

/**
 * Rebuilds the index of a catalog in PostgreSQL while searches come at a steady rate, in one process as in the server:
 * latency from the moment a search was due, and the delay of the event loop (a 10 ms timer: 10 ms are none), before,
 * during and after.
 * @param {string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      count: { type: 'string', default: '100000' },
      rate: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '10' },
      threads: { type: 'string', default: '2' },
      recall: { type: 'string', default: '0.98' },
    },
  })
  const options = {
    count: Number(values.count),
    rate: Number(values.rate),
    seconds: Number(values.seconds),
    threads: Number(values.threads),
    recall: Number(values.recall),
  }
  const segue = await loadSegue()
  const catalog = await createCatalog(segue, options.count)
  const pool = segue.createIndexPool({
    filename: INDEX_TASK,
    threads: options.threads,
    maxQueue: 256,
    batchMax: 64,
    timeoutMs: 10_000,
  })
  try {
    const keeper = createKeeper(segue, { ...options, sql: catalog.sql, folder: catalog.folder, pool })
    const startedAt = performance.now()
    await keeper.start()
    const firstBuildMs = Math.round(performance.now() - startedAt)
    const search = segue.createVectorSearch(keeper, pool)
    const load = (/** @type {Promise<unknown>} */ until) => measureLoad(search, { ...options, until })
    const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms))
    await load(pause(WARM_UP_MS))
    const quiet = await load(pause(options.seconds * 1000))
    const rebuild = keeper.rebuild()
    const loaded = await load(rebuild)
    const version = await rebuild
    const after = await load(pause(options.seconds * 1000))
    const [cpu] = cpus()
    return {
      benchmark: 'rebuild',
      machine: { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version },
      options,
      dims: segue.DIMENSIONS,
      index: { kind: version?.kind, nlist: version?.nlist, nprobe: version?.nprobe, recall: version?.recall },
      firstBuildMs,
      buildMs: version?.buildMs,
      quiet,
      rebuild: loaded,
      after,
      p99ToQuiet: Number((loaded.p99Ms / quiet.p99Ms).toFixed(2)),
      loadAverage: loadavg(),
    }
  } finally {
    await pool.close()
    await catalog.close()
  }
}

/**
 * @param {import('./index/segue.mjs').Segue} segue
 * @param {{ sql: import('../db/client').Sql, folder: string, threads: number, recall: number,
 *   pool: import('../server/vector-index/pool/index-pool').IndexPool }} options
 */
function createKeeper(segue, { sql, folder, threads, recall, pool }) {
  const log = pino({ level: 'silent' })
  const vectors = segue.createVectorSource(sql, segue.VECTOR_SPEC.version)
  const directory = join(folder, 'index')
  return segue.createIndexManager(
    {
      store: segue.createFaissStore(
        { threads: pool, vectors, directory, files: segue.createIndexFileRepository(sql), log },
        { exactMax: 0, recallTarget: recall, threads },
      ),
      versions: segue.createIndexVersionRepository(sql),
      acceptVersion: () => Promise.resolve(null),
      log,
      vectors,
    },
    { exactMax: 0, keepVersions: 2, releaseAfterMs: 1000 },
  )
}

/**
 * One search every 1/rate seconds, whether or not those before were answered, until `until` is.
 * @param {ReturnType<import('./index/segue.mjs').Segue['createVectorSearch']>} search
 * @param {{ count: number, rate: number, until: Promise<unknown> }} options
 */
async function measureLoad(search, { count, rate, until }) {
  const state = { over: false }
  const end = () => {
    state.over = true
  }
  until.then(end, end)
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  /** @type {number[]} */
  const latencies = []
  let errors = 0
  const ask = async (/** @type {number} */ i, /** @type {number} */ due) => {
    try {
      const member = await search.readVectors([String(((i * STEP) % count) + 1)])
      await search.searchVectors(member, K)
      latencies.push(performance.now() - due)
    } catch {
      errors++
    }
  }
  const startedAt = performance.now()
  /** @type {Promise<void>[]} */
  const asked = []
  for (let i = 0; !state.over; i++) {
    const due = startedAt + (i * 1000) / rate
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    asked.push(ask(i, Math.max(due, performance.now() - 1000 / rate)))
  }
  await Promise.all(asked)
  delay.disable()
  latencies.sort((a, b) => a - b)
  const quantile = (/** @type {number} */ q) =>
    Number((latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? NaN).toFixed(2))
  return {
    seconds: Number(((performance.now() - startedAt) / 1000).toFixed(1)),
    searches: latencies.length,
    errors,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: quantile(1),
    eventLoopDelayP99Ms: Number((delay.percentile(99) / 1e6).toFixed(1)),
    eventLoopDelayMaxMs: Number((delay.max / 1e6).toFixed(1)),
  }
}
