import type { Queryable, Sql } from '~db/client'
import { IngestReport } from '../../domain/job'
import type { IncomingTrack } from '../../domain/track'
import type { Fence, FileKey, ImportProgress } from '../ports'
import { checkFence } from '../../postgres/fence.repository'
import { publicIdOf } from './track-keys'

/** What nobody went on with for so long is imported from its first row. */
const FORGET_AFTER = '30 days'

/** How far files were imported. */
export function createFileImportRepository(sql: Sql) {
  return {
    async find({ sha256, filename }: FileKey): Promise<ImportProgress | null> {
      const [row] = await sql<{ entries: number; report: unknown }[]>`
        select entries, report from file_imports where sha256 = ${sha256} and filename = ${filename}`
      return row ? { entries: row.entries, report: IngestReport.parse(row.report) } : null
    },

    /** The import is over. */
    async remove({ sha256, filename }: FileKey, fence: Fence): Promise<void> {
      await sql.begin(async (tx) => {
        await checkFence(tx, fence)
        await tx`delete from file_imports where sha256 = ${sha256} and filename = ${filename}`
      })
    },

    /** Own ids of tracks as a file gives them, in input order; null for those that are not stored. */
    async findIds(tracks: IncomingTrack[]): Promise<(string | null)[]> {
      const publicIds = tracks.map(publicIdOf)
      const rows = await sql<{ id: string; public_id: string }[]>`
        select id, public_id from tracks where public_id = any(${publicIds}::text[])`
      const ids = new Map(rows.map((row) => [row.public_id, row.id]))
      return publicIds.map((publicId) => ids.get(publicId) ?? null)
    },

    /** Removes imports that nobody went on with; gives how many. */
    async forgetOld(): Promise<number> {
      const rows = await sql`
        delete from file_imports where touched_at < now() - ${FORGET_AFTER}::interval returning sha256`
      return rows.length
    },
  }
}

/** Moves an import on, in the transaction that stores the rows. */
export async function saveImportProgress(
  sql: Queryable,
  { sha256, filename }: FileKey,
  { entries, report }: ImportProgress,
): Promise<void> {
  await sql`
    insert into file_imports (sha256, filename, entries, report)
    values (${sha256}, ${filename}, ${entries}, ${sql.json(report)})
    on conflict (sha256, filename) do update set
      entries = excluded.entries, report = excluded.report, touched_at = now()`
}
