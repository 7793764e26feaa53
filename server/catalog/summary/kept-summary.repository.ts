import type { Sql } from '~db/client'
import { CatalogSummary } from '../domain/catalog-summary'
import type { KeptSummary } from './summarise-catalog'

/** The newest summary of the catalog that any process made. */
export function createKeptSummaryRepository(sql: Sql) {
  return {
    /** Null where there is none, or one that another program made in another shape. */
    async find(): Promise<KeptSummary | null> {
      const [row] = await sql<{ basis: string | null; took_ms: number; summary: unknown }[]>`
        select basis, took_ms, summary from catalog_summaries`
      const summary = CatalogSummary.safeParse(row?.summary)
      return row && summary.success ? { basis: row.basis, tookMs: row.took_ms, summary: summary.data } : null
    },

    async save({ basis, tookMs, summary }: KeptSummary): Promise<void> {
      await sql`
        insert into catalog_summaries as kept (basis, took_ms, summary, made_at)
        values (${basis}, ${tookMs}, ${sql.json(summary)}, ${summary.at})
        on conflict (only_row) do update set basis = excluded.basis, took_ms = excluded.took_ms,
          summary = excluded.summary, made_at = excluded.made_at
        where kept.made_at < excluded.made_at`
    },

    /** It names tracks: those that were removed are not to be named for more than another day. */
    async forgetOld(): Promise<void> {
      await sql`delete from catalog_summaries where made_at < now() - interval '1 day'`
    },
  }
}
