import type { Resources } from '../process/resources'
import path from 'node:path'
import { createSql, type Sql } from '~db/client'
import { openIndexSearch } from '~workers/native/search-index'
import { keepReserveOfBuilds } from '../process/disk-reserve'
import type { Derivation } from '../catalog/vectors/derivation'
import type { Env } from './env'
import type { CheckSpace } from '../process/disk-space'
import type { Logger } from '../observability/logger'
import { createIndexPool } from '../vector-index/pool/index-pool'
import { createScalingPool } from '../vector-index/pool/scaling-pool'
import { LOCKS, withAdvisoryLock } from '../postgres/advisory-lock'
import { createIndexFileRepository } from '../vector-index/index-file.repository'
import { createIndexVersionRepository } from '../vector-index/index-version.repository'
import { createVectorSource, readCatalogId } from '../catalog/vectors/vector-source'
import type { Scaler } from '../domain/features/scaler'
import { VECTOR_SPEC } from '../domain/features/vector-spec'
import type { VectorSearch } from '../catalog/ports'
import { createAcceptVersion } from '../vector-index/accept-version'
import { createFaissStore } from '../vector-index/faiss-store'
import { createIndexFollower } from '../vector-index/index-follower'
import { createIndexManager, type IndexManager } from '../vector-index/index-manager'
import { createPgvectorSearch } from '../vector-index/pgvector/pgvector-search'
import { createPgvectorStore } from '../vector-index/pgvector/pgvector-store'
import { prepareDatabase } from '../vector-index/pgvector/prepare-database'
import { createQueryGate } from '../vector-index/pgvector/query-gate'
import type { IndexStore } from '../vector-index/ports'
import { tellChanges, type Changes } from '../vector-index/tell-changes'
import { createVectorSearch } from '../vector-index/vector-search'

type Wiring = {
  env: Env
  log: Logger
  sql: Sql
  /** Of the catalog; a database of its own may hold the vectors. */
  databaseUrl: string
  dataDir: string
  files: { indexTask: string; scaleTask: string }
  resources: Resources
  /** What keeps derived vectors true to their values. */
  derivation: Derivation
  /** What measures a new version beside the current one, where there are so many tracks. */
  gate?: {
    judge: (scalers: { current: Scaler; next: Scaler }) => Promise<string | null>
    minTracks: number
  }
  /** Told what changed in the catalog, as the index hears of it. */
  changes: Changes
  checkSpace: CheckSpace
  /** Told when a new version is in use. */
  onBuilt?: () => void
}

/** What answers for a kind of store. */
type Engine = {
  store: IndexStore
  /** Up to so many vectors every one is compared. */
  exactMax: number
  /** Versions that stay at least. */
  keepAtLeast: number
  toSearch: (keeper: IndexManager) => VectorSearch
  countQueued: () => number
}

/** The vectors' connections besides those of searches: one builds, one appends meanwhile. */
const KEEPING_CONNECTIONS = 2
/** A build has no time limit; see Dialect.toBuildSettings. What a search may take is limits.indexTimeoutMs. */
const KEEPING_TIMEOUT_MS = 60_000

/** The index over the store that VECTOR_STORE names, opened and following the database. */
export async function createIndex(wiring: Wiring) {
  const { env, log, sql, gate } = wiring
  const vectors = createVectorSource(sql, VECTOR_SPEC.version)
  const engine = await (env.index.vectorStore === 'pgvector' ? wirePgvector : wireFaiss)(wiring, vectors)
  const versions = createIndexVersionRepository(sql)
  const keeper = createIndexManager(
    {
      store: tellChanges(engine.store, wiring.changes),
      versions,
      prepare: wiring.derivation.prepare,
      acceptVersion: createAcceptVersion({
        recallTarget: env.limits.indexRecallTarget,
        ...(gate && { judge: gate.judge }),
      }),
      log,
      vectors,
      ...(wiring.onBuilt && { onBuilt: wiring.onBuilt }),
    },
    {
      exactMax: engine.exactMax,
      ...(gate && { waitMax: Math.min(engine.exactMax, gate.minTracks - 1) }),
      keepVersions: Math.max(engine.keepAtLeast, env.limits.indexKeepVersions),
      releaseAfterMs: env.limits.indexTimeoutMs + 1000,
    },
  )
  await wiring.derivation.start((work) => versions.whileBuilding(work))
  await keeper.start()
  await followDatabase(wiring, { keeper, isGrowing: () => versions.isGrowing() })
  return { keeper, index: engine.toSearch(keeper), countQueued: engine.countQueued }
}

type Vectors = ReturnType<typeof createVectorSource>

function wireFaiss(
  { env, log, sql, dataDir, files, resources, checkSpace }: Wiring,
  vectors: Vectors,
): Promise<Engine> {
  const threads = createIndexPool({
    filename: files.indexTask,
    here: openIndexSearch(),
    threads: env.index.threads,
    maxQueue: env.limits.indexQueue,
    batchMax: env.limits.indexBatchMax,
    timeoutMs: env.limits.indexTimeoutMs,
  })
  resources.use(threads)
  const exactMax = env.index.exactMax
  return Promise.resolve({
    store: createFaissStore(
      {
        threads: keepReserveOfBuilds(threads, checkSpace),
        vectors,
        directory: path.join(dataDir, 'index'),
        files: createIndexFileRepository(sql),
        log,
      },
      { exactMax, recallTarget: env.limits.indexRecallTarget, threads: env.index.threads },
    ),
    exactMax,
    keepAtLeast: 1,
    toSearch: (keeper) => createVectorSearch(keeper, threads),
    countQueued: () => threads.stats().queued,
  })
}

async function wirePgvector(wiring: Wiring, vectors: Vectors): Promise<Engine> {
  const { env, log, files, resources } = wiring
  const connect = (max: number, statementTimeoutMs: number) => {
    const connections = createSql(env.index.vectorDatabaseUrl ?? wiring.databaseUrl, {
      max,
      statementTimeoutMs,
      connectTimeoutSeconds: env.limits.databaseConnectTimeoutSeconds,
      onNotice: (notice) => {
        log.debug({ notice }, 'vector database')
      },
    })
    resources.defer(() => connections.end({ timeout: 5 }))
    return connections
  }
  const keeping = connect(KEEPING_CONNECTIONS, KEEPING_TIMEOUT_MS)
  // Locks are those of the catalog, which is PostgreSQL always: CockroachDB has none.
  const dialect = await withAdvisoryLock(wiring.sql, LOCKS.vectorStore, () =>
    prepareDatabase(keeping, env.index.vectorDialect),
  )
  log.info({ dialect: dialect.name }, 'vectors are in a database')
  const scaling = createScalingPool({ filename: files.scaleTask })
  resources.use(scaling)
  const gate = createQueryGate({
    slots: env.limits.vectorMaxConnections,
    maxQueue: env.limits.indexQueue,
    timeoutMs: env.limits.indexTimeoutMs,
  })
  const searching = connect(env.limits.vectorMaxConnections, env.limits.indexTimeoutMs)
  const exactMax = env.limits.vectorExactMax
  return {
    store: createPgvectorStore(
      { sql: keeping, dialect, catalogId: await readCatalogId(wiring.sql), vectors, scaling, log },
      {
        exactMax,
        recallTarget: env.limits.indexRecallTarget,
        efSearch: env.limits.vectorEfSearch,
        buildMemoryMb: env.limits.vectorBuildMemoryMb,
      },
    ),
    exactMax,
    // A process that has not heard of a new version yet still searches and appends to the one before.
    keepAtLeast: 2,
    toSearch: (keeper) => createPgvectorSearch({ sql: searching, dialect, keeper, gate }),
    countQueued: () => gate.stats().waiting,
  }
}

/** Every process takes over what the others write: woken by Postgres, and by the clock in case that went unheard. */
async function followDatabase(
  { env, sql, log, resources }: Wiring,
  { keeper, isGrowing }: { keeper: IndexManager; isGrowing: () => Promise<boolean> },
): Promise<void> {
  const follower = createIndexFollower(
    { follow: keeper.follow, isGrowing, log },
    { pollMs: env.limits.indexPollMs, restMs: env.limits.indexGrowingRestMs },
  )
  resources.use(follower)
  await sql.listen('segue_index', follower.wake, follower.wake)
}
