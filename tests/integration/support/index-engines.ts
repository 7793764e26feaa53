import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { createSql, type Sql } from '~db/client'
import { VECTOR_SPEC } from '~server/domain/features/vector-spec'
import { createIndexPool } from '~server/vector-index/pool/index-pool'
import { createScalingPool } from '~server/vector-index/pool/scaling-pool'
import { createIndexFileRepository } from '~server/vector-index/index-file.repository'
import { createIndexVersionRepository } from '~server/vector-index/index-version.repository'
import { createVectorSource, readCatalogId } from '~server/catalog/vectors/vector-source'
import type { VectorSearch } from '~server/catalog/ports'
import { createAcceptVersion } from '~server/vector-index/accept-version'
import { createFaissStore } from '~server/vector-index/faiss-store'
import { createIndexManager, type IndexManager } from '~server/vector-index/index-manager'
import { createPgvectorSearch } from '~server/vector-index/pgvector/pgvector-search'
import { createPgvectorStore } from '~server/vector-index/pgvector/pgvector-store'
import { prepareDatabase } from '~server/vector-index/pgvector/prepare-database'
import { createQueryGate } from '~server/vector-index/pgvector/query-gate'
import type { IndexStore } from '~server/vector-index/ports'
import { createVectorSearch } from '~server/vector-index/vector-search'

const built = (task: string) => path.resolve(import.meta.dirname, '../../../build/workers', task)
const log = pino({ level: 'silent' })
const TIMEOUT_MS = 10_000
const RECALL_TARGET = 0.98

/** An index over a catalog as a process has it. */
export type Started = { keeper: IndexManager; search: VectorSearch }
export type Engine = {
  /** A keeper as a fresh process has it: nothing in memory. */
  start: (sql: Sql) => Promise<Started>
  close: () => Promise<void>
}

async function startKeeper(sql: Sql, store: IndexStore, exactMax: number, keepVersions: number) {
  const keeper = createIndexManager(
    {
      store,
      versions: createIndexVersionRepository(sql),
      acceptVersion: createAcceptVersion({ recallTarget: RECALL_TARGET }),
      log,
      vectors: createVectorSource(sql, VECTOR_SPEC.version),
    },
    { exactMax, keepVersions, releaseAfterMs: 100 },
  )
  await keeper.start()
  return keeper
}

/** FAISS in threads, its files in a folder of its own. */
export async function createFaissEngine(exactMax: number): Promise<Engine> {
  const directory = await mkdtemp(path.join(tmpdir(), 'segue-index-'))
  const threads = createIndexPool({
    filename: built('index.task.mjs'),
    threads: 2,
    maxQueue: 256,
    batchMax: 64,
    timeoutMs: TIMEOUT_MS,
  })
  return {
    async start(sql) {
      const vectors = createVectorSource(sql, VECTOR_SPEC.version)
      const store = createFaissStore(
        { threads, vectors, directory, files: createIndexFileRepository(sql), log },
        { exactMax, recallTarget: RECALL_TARGET, threads: 2 },
      )
      const keeper = await startKeeper(sql, store, exactMax, 3)
      return { keeper, search: createVectorSearch(keeper, threads) }
    },
    async close() {
      await threads.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Tables in a database with pgvector; `sql` for those who look into it. */
export async function createPgvectorEngine(url: string, exactMax: number): Promise<Engine & { sql: Sql }> {
  const keeping = createSql(url, { max: 2 })
  const searching = createSql(url, { max: 4 })
  const scaling = createScalingPool({ filename: built('scale.task.mjs') })
  const dialect = await prepareDatabase(keeping, 'auto')
  const gate = createQueryGate({ slots: 4, maxQueue: 256, timeoutMs: TIMEOUT_MS })
  return {
    sql: keeping,
    async start(sql) {
      const store = createPgvectorStore(
        {
          sql: keeping,
          dialect,
          catalogId: await readCatalogId(sql),
          vectors: createVectorSource(sql, VECTOR_SPEC.version),
          scaling,
          log,
        },
        { exactMax, recallTarget: RECALL_TARGET, efSearch: 40, buildMemoryMb: 64 },
      )
      const keeper = await startKeeper(sql, store, exactMax, 3)
      return { keeper, search: createPgvectorSearch({ sql: searching, dialect, keeper, gate }) }
    },
    async close() {
      await Promise.all([searching.end({ timeout: 5 }), keeping.end({ timeout: 5 }), scaling.close()])
    },
  }
}
