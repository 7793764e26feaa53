import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { FILE_LOADERS } from '../scripts/lib/file-loaders.mjs'
import { inRoot, root } from '../scripts/lib/paths.mjs'
import { as } from './index/as.mjs'
import { toClusteredVectors } from './index/vectors.mjs'

const ENTRY = `
  export { createSql } from '~db/client'
  export { prepareDatabase } from '~server/vector-index/pgvector/prepare-database'
  export { createTable, dropTable, measureTable, putVectors } from '~server/vector-index/pgvector/vector-tables'
  export { queryWith, selectAmong, selectExactly, selectNearest, toTexts } from '~server/vector-index/pgvector/nearest'
  export { tuneEfSearch } from '~server/vector-index/pgvector/recall'
  export { DIMENSIONS } from '~server/domain/features/vector-spec'
  export { startVectorDatabase } from './tests/setup/vector-database'`

const TABLE = 'segue_vectors_bench'
const ROWS_A_STATEMENT = 5000
const QUERIES = 200
const TARGET = 0.98

/**
 * What a search costs where vectors are in a database: filled, indexed, tuned and asked by the server's own code. Against
 * PGlite (one session, WebAssembly) unless `--url` names a database with pgvector.
 * @param {string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      counts: { type: 'string', default: '20000,100000' },
      memory: { type: 'string', default: '512' },
    },
  })
  const store = await loadStore()
  const own = values.url === undefined ? await store.startVectorDatabase() : null
  const sql = store.createSql(values.url ?? own?.url ?? '', { max: 2, statementTimeoutMs: 0 })
  try {
    const dialect = await store.prepareDatabase(sql, 'auto')
    /** @type {{ version: string }[]} */
    const [server] = await sql`select version() as version`
    const results = []
    for (const count of values.counts.split(',').map(Number)) {
      results.push(await measure(store, sql, dialect, { count, memoryMb: Number(values.memory) }))
    }
    return {
      benchmark: 'vector-store',
      server: server?.version,
      dimensions: store.DIMENSIONS,
      cores: os.availableParallelism(),
      load: os.loadavg(),
      recallTarget: TARGET,
      results,
    }
  } finally {
    await sql.end({ timeout: 5 })
    await own?.stop()
  }
}

/**
 * @param {Awaited<ReturnType<typeof loadStore>>} store @param {import('../db/client').Sql} sql
 * @param {import('../server/vector-index/pgvector/dialect').Dialect} dialect
 * @param {{ count: number, memoryMb: number }} options
 */
async function measure(store, sql, dialect, { count, memoryMb }) {
  await store.dropTable(sql, TABLE)
  await store.createTable(sql, TABLE)
  const texts = store.toTexts(toClusteredVectors({ count, dims: store.DIMENSIONS }))
  const fill = await time(async () => {
    for (let at = 0; at < count; at += ROWS_A_STATEMENT) {
      const part = texts.slice(at, at + ROWS_A_STATEMENT)
      const ids = BigInt64Array.from(part, (_, i) => BigInt(at + i + 1))
      await store.putVectors(sql, TABLE, ids, part)
    }
  })
  const tableBytes = dialect.tellsSize ? await store.measureTable(sql, TABLE) : null
  const index = await time(() =>
    sql.begin(async (tx) => {
      for (const { name, value } of dialect.toBuildSettings(memoryMb)) {
        await tx`select set_config(${name}, ${value}, true)`
      }
      await tx.unsafe(dialect.toIndexStatement(TABLE))
    }),
  )
  await sql`analyze ${sql(TABLE)}`
  const bytes = dialect.tellsSize ? await store.measureTable(sql, TABLE) : null
  const tuned = await store.tuneEfSearch(
    sql,
    { table: TABLE, count, dialect },
    { efSearch: 20, target: TARGET },
  )
  const queries = texts.filter((_, i) => i % Math.floor(count / QUERIES) === 0).slice(0, QUERIES)
  /** @param {number} k */
  const nearest = (k) => (/** @type {string} */ query) =>
    store.queryWith(sql, dialect.toSearchSettings(tuned.efSearch, k), (connection) => [
      store.selectNearest(connection, TABLE, query, k),
    ])
  const selection = Array.from({ length: 1000 }, (_, i) => String(1 + i * Math.floor(count / 1000)))
  const appended = texts.slice(0, 100)
  const append = await time(() =>
    store.putVectors(
      sql,
      TABLE,
      BigInt64Array.from(appended, (_, i) => BigInt(count + i + 1)),
      appended,
    ),
  )
  return {
    count,
    fill,
    index,
    bytesPerVector: { table: perVector(tableBytes, count), withIndexes: perVector(bytes, count) },
    ...tuned,
    appendOf100: append,
    search: {
      top10: await askAll(queries, nearest(10)),
      top300: await askAll(queries, nearest(300)),
      exact10: await askAll(queries.slice(0, 20), (query) => store.selectExactly(sql, TABLE, query, 10)),
      of1000Selected: await askAll(queries, (query) => store.selectAmong(sql, TABLE, query, 10, selection)),
    },
  }
}

/** @param {number | null} bytes @param {number} count */
const perVector = (bytes, count) => (bytes === null ? null : Math.round(bytes / count))

/**
 * How long something takes, and how much processor time of this process: with PGlite the database is in it, and what it
 * computes does not depend on what else the machine does.
 * @param {() => Promise<unknown>} work
 */
async function time(work) {
  const startedAt = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: round(performance.now() - startedAt), cpuMs: round((user + system) / 1000) }
}

/** @param {number} value */
const round = (value) => Number(value.toFixed(2))

/** Warm, one after the other. @param {string[]} queries @param {(query: string) => PromiseLike<unknown>} ask */
async function askAll(queries, ask) {
  for (const query of queries.slice(0, 20)) await ask(query)
  /** @type {number[]} */
  const times = []
  const { cpuMs } = await time(async () => {
    for (const query of queries) {
      const startedAt = performance.now()
      await ask(query)
      times.push(performance.now() - startedAt)
    }
  })
  times.sort((a, b) => a - b)
  /** @param {number} share */
  const at = (share) => round(times[Math.floor(share * (times.length - 1))] ?? NaN)
  return { p50Ms: at(0.5), p99Ms: at(0.99), cpuMs: round(cpuMs / queries.length) }
}

/**
 * @returns {Promise<typeof import('../db/client') & typeof import('../server/vector-index/pgvector/prepare-database')
 *   & typeof import('../server/vector-index/pgvector/vector-tables')
 *   & typeof import('../server/vector-index/pgvector/nearest')
 *   & typeof import('../server/vector-index/pgvector/recall') & typeof import('../server/domain/features/vector-spec')
 *   & typeof import('../tests/setup/vector-database')>}
 */
async function loadStore() {
  const outfile = inRoot('build', 'bench', 'vector-store.mjs')
  await build({
    stdin: { contents: ENTRY, resolveDir: root, sourcefile: 'bench-entry.ts', loader: 'ts' },
    absWorkingDir: root,
    outfile,
    bundle: true,
    loader: FILE_LOADERS,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  return as(await import(pathToFileURL(path.resolve(outfile)).href))
}
