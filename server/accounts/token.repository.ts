import type { Sql } from '~db/client'

/** Remembers which service tokens opened a writing request; the primary key says no to the second use. */
export function createTokenRepository(sql: Sql) {
  return {
    /** True the first time a jti is seen. */
    async useOnce(jti: string, expiresAt: Date): Promise<boolean> {
      await sql`delete from used_service_tokens where expires_at < now() - interval '1 minute'`
      const rows = await sql`
        insert into used_service_tokens (jti, expires_at) values (${jti}, ${expiresAt}) on conflict do nothing returning jti`
      return rows.length === 1
    },
  }
}
