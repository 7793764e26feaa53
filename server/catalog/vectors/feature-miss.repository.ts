import type { Sql } from '~db/client'

/** What sources of values did not know, kept until it may have changed. */
export function createFeatureMissRepository(sql: Sql) {
  return {
    /** Those of the Spotify ids that `source` need not be asked about. */
    async find(source: string, ids: string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set()
      const rows = await sql<{ spotify_id: string }[]>`
        select spotify_id from feature_misses
        where source = ${source} and spotify_id = any(${ids}::text[]) and until > now()`
      return new Set(rows.map((row) => row.spotify_id))
    },

    /** Every source may be asked about these again. */
    async forget(ids: string[]): Promise<void> {
      await sql`delete from feature_misses where spotify_id = any(${ids}::text[])`
    },

    /** Keeps the ids for so many seconds; what has run out goes at the same time. */
    async remember(source: string, ids: string[], seconds: number): Promise<void> {
      await sql`
        insert into feature_misses (source, spotify_id, until)
        select ${source}, id, now() + ${seconds} * interval '1 second'
        from unnest(${[...new Set(ids)].sort()}::text[]) as t (id)
        on conflict (source, spotify_id) do update set until = excluded.until`
      await sql`delete from feature_misses where until < now()`
    },
  }
}
