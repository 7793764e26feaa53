import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { countUsers } from '~db/backup/restore-backup'
import { findDataHolder } from '~db/data-lock'
import { startEmbeddedPostgres, toEmbeddedUrl } from '~db/embedded'
import { Failure } from '../failure'
import { findRoot } from '../settings'
import type { Tools } from '../tools'

const root = findRoot(import.meta.dirname)
export const FILES = {
  keeper: path.join(root, 'build/db/embedded-keeper.mjs'),
  migrations: path.join(root, 'db/migrations'),
  server: path.join(root, 'build/server/index.mjs'),
}

/**
 * Gives `work` the address of the database that the server uses with these settings; the embedded one is started for it
 * where no server has it. `alone`: while no server may use it. Throws a Failure where one does.
 */
export async function withDatabase<T>(
  { io, settings: { dataDir } }: Pick<Tools, 'io' | 'settings'>,
  { alone }: { alone: boolean },
  work: (url: string) => Promise<T>,
): Promise<T> {
  const configured = io.env.DATABASE_URL
  if (configured !== undefined && configured !== '') {
    if (alone) await requireAlone(configured)
    return work(configured)
  }
  const holder = findDataHolder(dataDir)
  if (holder !== null && !alone) return work(await findRunning(dataDir, holder.port))
  if (!alone && !existsSync(path.join(dataDir, 'postgres-password'))) {
    throw new Failure(
      'NO_DATABASE',
      `${dataDir} has no database.`,
      'Set DATA_DIR or DATABASE_URL as the server has it.',
    )
  }
  const embedded = await startEmbeddedPostgres({ dataDir, keeper: FILES.keeper })
  try {
    return await work(embedded.url)
  } finally {
    await embedded.stop()
  }
}

async function requireAlone(url: string): Promise<void> {
  const users = await countUsers(url)
  if (users === 0) return
  throw new Failure(
    'DATABASE_IN_USE',
    `Segue is running on this database (${String(users)} connections).`,
    'Stop all its processes, then try again.',
  )
}

async function findRunning(dataDir: string, port: number | null): Promise<string> {
  if (port === null) {
    throw new Failure('NOT_READY', 'The server that has this DATA_DIR is starting.', 'Try again in a moment.')
  }
  const password = (await readFile(path.join(dataDir, 'postgres-password'), 'utf8')).trim()
  return toEmbeddedUrl({ port, password })
}
