import type { Resources } from '../process/resources'
import path from 'node:path'
import { createSql } from '~db/client'
import { startEmbeddedPostgres } from '~db/embedded'
import { migrate, MigrationError } from '~db/migrate'
import { readOrCreateServiceSecret } from '../accounts/identity/service-secret'
import { DomainError } from '../domain/errors'
import { createFenceRepository } from '../postgres/fence.repository'
import { createPostgresLocks } from '../postgres/locks'
import { createSharedNumbers } from '../postgres/shared-numbers.repository'
import { requireSpaceToStart } from '../process/disk-reserve'
import { createRedis } from '../redis/client'
import { createRedisLocks } from '../redis/locks'
import { createSharedCounts } from '../redis/shared-counts'
import type { Env } from './env'
import { createCheckSpace } from '../process/disk-space'
import type { Handover } from '../process/supervisor'
import type { Logger } from '../observability/logger'
import { toKnownError } from '../postgres/database-error'

type Process = {
  /** The bundle of the process that keeps the embedded server, and the folder of the migrations. */
  files: { keeper: string; migrations: string }
  resources: Resources
  /** Ends the process, for its supervisor to start anew. */
  crash: (error: Error) => void
  /** Of the web process that has the database, for a worker that is started for it. */
  beside: Handover | null
}

/** The database, Redis where there is one, and what processes share through either. */
export async function openStores(env: Env, log: Logger, starting: Process) {
  const { resources, beside } = starting
  const dataDir = path.resolve(env.process.dataDir)
  if (env.database.url === undefined && beside === null) await requireSpaceToStart(dataDir)
  const serviceSecret = env.accounts.serviceSecret ?? (await readOrCreateServiceSecret(dataDir))
  const database = await connectDatabase(env, log, { ...starting, dataDir })
  const { sql, databaseUrl } = database
  const redis = env.redis.url ? createRedis(env.redis.url, log) : null
  if (redis) {
    resources.defer(() =>
      redis.quit().catch(() => {
        redis.disconnect()
      }),
    )
  }
  const fences = createFenceRepository(sql)
  const locking = { drawFence: (name: string) => fences.draw(name), lockMs: env.limits.ingestLockMs }
  const numbers = createSharedNumbers(sql)
  const timeoutMs = env.limits.resultCacheTimeoutMs
  return {
    ...{ ...database, dataDir, serviceSecret, redis, fences, numbers },
    counts: redis ? createSharedCounts(redis, log, { timeoutMs }) : numbers.counts,
    locks: redis
      ? createRedisLocks(redis, log, locking)
      : resources.use(createPostgresLocks(databaseUrl, locking)),
  }
}

/** The database that is configured, else one of our own in `dataDir`; migrated. Throws CONFIG_INVALID where it cannot be. */
async function connectDatabase(
  env: Env,
  log: Logger,
  { dataDir, beside, files, crash, resources }: Process & { dataDir: string },
) {
  let url = beside?.databaseUrl ?? env.database.url
  let databaseDir = beside?.databaseDir ?? dataDir
  if (url === undefined) {
    const embedded = await startEmbeddedPostgres({
      dataDir,
      keeper: files.keeper,
      onRestart: (reason) => {
        log.error({ reason }, 'the embedded Postgres ended and is started again')
      },
      onLost: crash,
    })
    resources.defer(() => embedded.stop())
    url = embedded.url
    databaseDir = embedded.databaseDir
  }
  const sql = createSql(url, {
    max: env.database.maxConnections,
    connectTimeoutSeconds: env.limits.databaseConnectTimeoutSeconds,
    onNotice: (notice) => {
      log.debug({ notice }, 'postgres')
    },
  })
  resources.defer(() => sql.end({ timeout: 5 }))
  try {
    const applied = await migrate(sql, files.migrations)
    if (applied.length > 0) log.info({ applied }, 'database migrated')
  } catch (error) {
    if (error instanceof MigrationError) {
      throw new DomainError('CONFIG_INVALID', error.message, { cause: error })
    }
    throw toKnownError(error)
  }
  return {
    sql,
    databaseUrl: url,
    databaseDir,
    checkSpace: createCheckSpace([dataDir, databaseDir], env.process.diskReserveBytes),
  }
}
