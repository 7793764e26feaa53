import { createSql } from '~db/client'
import { startEmbeddedPostgres } from '~db/embedded'
import { migrate, MigrationError } from '~db/migrate'
import { DomainError } from '../domain/errors'
import type { Env } from './env'
import { createCheckSpace } from '../process/disk-space'
import type { Handover } from '../process/supervisor'
import type { Logger } from '../observability/logger'
import { toKnownError } from '../postgres/database-error'

type Embedding = {
  dataDir: string
  /** Of the web process that has the database, for a worker that is started for it. */
  beside: Handover | null
  /** The bundle of the process that keeps the embedded server, and the folder of the migrations. */
  files: { keeper: string; migrations: string }
  /** Ends the process, for its supervisor to start anew. */
  crash: (error: Error) => void
}

/** The database that is configured, else one of our own in `dataDir`; migrated. Throws CONFIG_INVALID where it cannot be. */
export async function connectDatabase(
  env: Env,
  { dataDir, beside, files, crash }: Embedding,
  log: Logger,
  closers: (() => Promise<unknown>)[],
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
    closers.push(() => embedded.stop())
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
  closers.push(() => sql.end({ timeout: 5 }))
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
