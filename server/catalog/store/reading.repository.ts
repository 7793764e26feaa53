import type { Queryable, Sql } from '~db/client'
import { IngestReport } from '../../domain/job'
import type { Fence, PlaylistItemToSave, Reading, ReadingKey, ReadingProgress } from '../ports'
import { checkFence } from '../../postgres/fence.repository'

/** What nobody went on with for so long is read anew. */
const FORGET_AFTER = '30 days'

/** How far playlists were read, with the items of each up to there. */
export function createReadingRepository(sql: Sql) {
  return {
    /** Goes on with what was read of the same state by the same reader; what was read of another is dropped. */
    async open({ publicId, state, reader }: ReadingKey, fence: Fence): Promise<Reading> {
      return sql.begin(async (tx) => {
        await checkFence(tx, fence)
        await tx`
          delete from playlist_readings where public_id = ${publicId}
            and reader is not distinct from ${reader} and (state = ${state}) is not true`
        await tx`
          insert into playlist_readings (public_id, reader, state) values (${publicId}, ${reader}, ${state})
          on conflict do nothing`
        const [row] = await tx<{ id: string; position: number; report: unknown }[]>`
          select id, position, report from playlist_readings
          where public_id = ${publicId} and reader is not distinct from ${reader}`
        if (!row) throw new Error('a reading was not stored')
        const seen = await tx<{ public_id: string }[]>`
          select distinct t.public_id from staged_items i join tracks t on t.id = i.track_id
          where i.reading_id = ${row.id}`
        return {
          id: row.id,
          position: row.position,
          report: row.report === null ? null : IngestReport.parse(row.report),
          seen: seen.map(({ public_id }) => public_id),
        }
      })
    },

    /** Removes readings that nobody went on with; gives how many. */
    async forgetOld(): Promise<number> {
      const rows = await sql`
        delete from playlist_readings where touched_at < now() - ${FORGET_AFTER}::interval returning id`
      return rows.length
    },
  }
}

/** Adds items to a reading and moves it on, in the transaction that stores their tracks. */
export async function stageItems(
  sql: Queryable,
  readingId: string,
  items: PlaylistItemToSave[],
  { position, report }: ReadingProgress,
): Promise<void> {
  await sql`
    insert into staged_items (reading_id, position, track_id, added_at, skipped_name, skipped_reason)
    select ${readingId}::bigint, i.* from unnest(${items.map((i) => i.position)}::integer[],
      ${items.map((i) => i.trackId)}::bigint[],
      ${items.map((i) => i.addedAt?.toISOString() ?? null)}::timestamptz[],
      ${items.map((i) => i.skippedName)}::text[], ${items.map((i) => i.skippedReason)}::text[]) as i`
  await sql`
    update playlist_readings set position = ${position}, report = ${sql.json(report)}, touched_at = now()
    where id = ${readingId}`
}

/** Puts the staged items in place of a stored playlist's, and forgets every reading of it. */
export async function takeStagedItems(
  sql: Queryable,
  { readingId, playlistId, publicId }: { readingId: string; playlistId: string; publicId: string },
): Promise<void> {
  await sql`delete from playlist_items where playlist_id = ${playlistId}`
  await sql`
    insert into playlist_items (playlist_id, position, track_id, added_at, skipped_name, skipped_reason)
    select ${playlistId}::bigint, position, track_id, added_at, skipped_name, skipped_reason
    from staged_items where reading_id = ${readingId}`
  await sql`delete from playlist_readings where public_id = ${publicId}`
}
