import type { Sql } from '~db/client'
import type { AuditEntry } from './domain/audit'

/** Days for which acts are kept, and how many of them at most. */
const KEEP_DAYS = 365
const KEEP_ROWS = 100_000

/** The log of acts: written once, read by operators, and forgotten after a year. */
export function createAuditRepository(sql: Sql) {
  return {
    async add({ actor, origin, act, outcome, detail }: Omit<AuditEntry, 'at'>): Promise<void> {
      await sql`
        insert into audit_log (actor, origin, act, outcome, detail)
        values (${actor}, ${origin}, ${act}, ${outcome}, ${detail})`
    },

    /** The newest first. */
    async list(limit: number): Promise<AuditEntry[]> {
      const rows = await sql<(Omit<AuditEntry, 'at'> & { at: Date })[]>`
        select at, actor, origin, act, outcome, detail from audit_log order by id desc limit ${limit}`
      return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
    },

    async forgetOld(): Promise<number> {
      const gone = await sql`
        delete from audit_log where at < now() - make_interval(days => ${KEEP_DAYS})
          or id <= (select max(id) from audit_log) - ${KEEP_ROWS}`
      return gone.count
    },
  }
}
