import type { IngestReport } from '~server/domain/job'

/** What ingest-process.ts is told: it reads one playlist of a sandbox, and ends. */
export type IngestTask = {
  databaseUrl: string
  /** Locks are Postgres' without it. */
  redisUrl: string | null
  lockMs: number
  sandboxUrl: string
  playlist: string
}

/** What it says: each batch that is committed, and how it ended. */
export type IngestEvent =
  | { event: 'batch' }
  | { event: 'done'; report: IngestReport }
  | { event: 'failed'; code: string; message: string }
