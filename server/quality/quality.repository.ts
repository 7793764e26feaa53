import type { Sql } from '~db/client'
import { QualityReport, type StoredQuality } from './domain/report'

type Row = {
  version: number
  ann_recall: number | null
  determinism: number | null
  report: unknown
  measured_at: Date
}

/** Reports of evaluations, one an index version; a version that is removed takes its report along. */
export function createQualityRepository(sql: Sql) {
  return {
    /** Keeps the report of a version in place of the one before. */
    async save({
      version,
      report,
      annRecall,
      determinism,
    }: Omit<StoredQuality, 'measuredAt'>): Promise<void> {
      await sql`
        insert into quality_reports (version, protocol, seed, ann_recall, determinism, report)
        values (${version}, ${report.protocol}, ${report.seed}, ${annRecall}, ${determinism}, ${sql.json(report)})
        on conflict (version) do update set protocol = excluded.protocol, seed = excluded.seed,
          ann_recall = excluded.ann_recall, determinism = excluded.determinism, report = excluded.report,
          measured_at = now()`
    },

    /** The report of the current version, else of the newest that has one; null without any that can be read. */
    async findLatest(): Promise<StoredQuality | null> {
      const rows = await sql<Row[]>`
        select q.* from quality_reports q join index_versions v on v.version = q.version
        order by (v.state = 'current') desc, q.version desc limit 10`
      return rows.flatMap(toStored)[0] ?? null
    },

    /** Playlists with at least `minTracks` searchable tracks, counted up to `enough`. */
    async countPlaylists(minTracks: number, enough: number): Promise<number> {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::int as count from (
          select i.playlist_id from playlist_items i join track_vectors v on v.track_id = i.track_id
          where i.playlist_id not in (select id from playlists where restricted)
          group by i.playlist_id having count(distinct i.track_id) >= ${minTracks} limit ${enough}) lists`
      return row?.count ?? 0
    },
  }
}

/** A report that another program version wrote in another shape is as if it were not there. */
function toStored(row: Row): StoredQuality[] {
  const report = QualityReport.safeParse(row.report)
  if (!report.success) return []
  const { version, ann_recall: annRecall, determinism, measured_at } = row
  return [{ version, annRecall, determinism, report: report.data, measuredAt: measured_at.toISOString() }]
}
