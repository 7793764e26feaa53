import type { Sql } from '~db/client'
import type { ClickKind } from './domain/click'
import type { NewClick, StoredClick } from '../catalog/ports'

export type ClickRepository = ReturnType<typeof createClickRepository>
type Row = {
  id: string
  track_id: string
  public_id: string
  kind: ClickKind
  seed_id: string | null
  seed_public_id: string | null
  created_at: Date
}

/** What listeners said of tracks. The newest click of a listener on a track is the one that counts. */
export function createClickRepository(sql: Sql) {
  return {
    /** Keeps a click and gives its id; of one listener's, the newest `keep` stay. */
    async add({ listenerId, trackId, kind, seedId }: NewClick, keep: number): Promise<string> {
      return sql.begin(async (tx) => {
        const [row] = await tx<{ id: string }[]>`
          insert into clicks (listener_id, track_id, kind, seed_id)
          values (${listenerId}, ${trackId}, ${kind}, ${seedId}) returning id`
        if (!row) throw new Error('a click was not kept')
        await tx`
          delete from clicks where listener_id = ${listenerId} and id < (
            select min(id) from (
              select id from clicks where listener_id = ${listenerId} order by id desc limit ${keep}) newest)`
        return row.id
      })
    },

    /** The clicks that count, oldest first: the newest `limit` tracks of those that are searchable. */
    async list(listenerId: string, limit: number): Promise<StoredClick[]> {
      const rows = await sql<Row[]>`
        select * from (
          select * from (
            select distinct on (c.track_id) c.id, c.track_id, t.public_id, c.kind, c.seed_id,
              s.public_id as seed_public_id, c.created_at
            from clicks c join tracks t on t.id = c.track_id join track_vectors v on v.track_id = c.track_id
            left join tracks s on s.id = c.seed_id
            where c.listener_id = ${listenerId} order by c.track_id, c.id desc) latest
          order by id desc limit ${limit}) newest
        order by id`
      return rows.map((row) => ({
        id: row.id,
        trackId: row.track_id,
        publicId: row.public_id,
        kind: row.kind,
        seedId: row.seed_id,
        seedPublicId: row.seed_public_id,
        at: row.created_at,
      }))
    },

    async countSince(listenerId: string, since: Date): Promise<number> {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::int as count from clicks where listener_id = ${listenerId} and created_at > ${since}`
      return row?.count ?? 0
    },

    /** Takes one click back; the click on the same track before it, if any, counts again. */
    async remove(listenerId: string, id: string): Promise<void> {
      await sql`delete from clicks where listener_id = ${listenerId} and id = ${id}`
    },

    /** Takes back whatever was said of a track. */
    async removeTrack(listenerId: string, publicId: string): Promise<void> {
      await sql`
        delete from clicks using tracks t
        where t.id = clicks.track_id and t.public_id = ${publicId} and clicks.listener_id = ${listenerId}`
    },

    async clear(listenerId: string): Promise<void> {
      await sql`delete from clicks where listener_id = ${listenerId}`
    },
  }
}
