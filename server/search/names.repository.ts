import type { Sql } from '~db/client'

/** Names that changed, as text for the thread that reads them, so that this one does not touch each. */
export type ChangedNames = { names: string; removed: number[]; count: number; lastSeq: number }

/** Reads the names of searchable tracks in the order in which their vectors changed. */
export function createNamesRepository(sql: Sql) {
  return {
    /** Own ids of the tracks with an ISRC, the best known first, at most `limit`. */
    async findByIsrc(isrc: string, limit: number): Promise<number[]> {
      const rows = await sql<{ id: string }[]>`
        select id from tracks where isrc = ${isrc} order by popularity desc nulls last, id limit ${limit}`
      return rows.map(({ id }) => Number(id))
    },

    /** Tracks that came, changed or went after `afterSeq`, at most `limit`; `names` is a JSON array of NameRow. */
    async readChanged(afterSeq: number, limit: number): Promise<ChangedNames> {
      const [row] = await sql<
        { names: string | null; removed: string[] | null; count: number; last: string | null }[]
      >`
        with changed as materialized (
          select track_id, change_seq, gone from (
            (select track_id, change_seq, false as gone from track_vectors
              where change_seq > ${afterSeq} order by change_seq limit ${limit})
            union all
            (select track_id, change_seq, true from vector_removals
              where change_seq > ${afterSeq} order by change_seq limit ${limit})) as both_kinds
          order by change_seq limit ${limit})
        select count(*)::int as count, max(change_seq) as last,
          array_agg(c.track_id::text) filter (where c.gone) as removed,
          json_agg(json_build_array(t.id, t.name, t.popularity,
            (select json_agg(a.name order by ta.position) from track_artists ta
              join artists a on a.id = ta.artist_id where ta.track_id = t.id))) filter (where not c.gone)::text as names
        from changed c left join tracks t on t.id = c.track_id and not c.gone`
      return {
        names: row?.names ?? '[]',
        removed: (row?.removed ?? []).map(Number),
        count: row?.count ?? 0,
        lastSeq: Number(row?.last ?? afterSeq),
      }
    },
  }
}
