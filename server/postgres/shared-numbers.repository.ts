import type { Sql } from '~db/client'
import type { SharedCounts } from '../catalog/ports'

/** Numbers that all processes of a database see, each until it expires. */
export function createSharedNumbers(sql: Sql) {
  const counts: SharedCounts = {
    async add(key, by, ttlSeconds, others = []) {
      const [own] = await sql<{ value: string }[]>`
        insert into shared_numbers as n (key, value, expires_at)
        values (${key}, ${by}, now() + make_interval(secs => ${ttlSeconds}))
        on conflict (key) do update set
          value = excluded.value + case when n.expires_at > now() then n.value else 0 end,
          expires_at = excluded.expires_at
        returning value`
      if (others.length === 0) return [Number(own?.value)]
      const rows = await sql<{ key: string; value: string }[]>`
        select key, value from shared_numbers where key = any(${[...others]}) and expires_at > now()`
      const found = new Map(rows.map((row) => [row.key, Number(row.value)]))
      return [Number(own?.value), ...others.map((other) => found.get(other) ?? 0)]
    },
  }
  return {
    counts,

    async read(key: string): Promise<string | null> {
      const [row] = await sql<{ value: string }[]>`
        select value from shared_numbers where key = ${key} and expires_at > now()`
      return row?.value ?? null
    },

    /** Keeps a number, given as text. */
    async write(key: string, number: string, ttlSeconds: number): Promise<void> {
      await sql`
        insert into shared_numbers (key, value, expires_at)
        values (${key}, ${number}, now() + make_interval(secs => ${ttlSeconds}))
        on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at`
    },

    /** Removes what has expired; gives how many. */
    async forgetOld(): Promise<number> {
      return (await sql`delete from shared_numbers where expires_at <= now() returning key`).length
    },
  }
}
