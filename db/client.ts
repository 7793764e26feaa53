import postgres from 'postgres'

export type Sql = postgres.Sql
/** A client or a transaction of it: what a query may run on. */
export type Queryable = postgres.Sql | postgres.TransactionSql

export type SqlOptions = {
  /** Connections at most; the pool is shared by everything in the process. */
  max?: number
  connectTimeoutSeconds?: number
  statementTimeoutMs?: number
  /** Where names without a schema are looked for, and made. */
  searchPath?: string
  onNotice?: (message: string) => void
}

/** A connection whose session holds something. */
export type HeldSession = {
  /** The server ends a session that says nothing for so long: its process is frozen, or its machine is gone. */
  silentMs: number
  onClose: () => void
}

/**
 * A pool of connections to `url`. Nothing connects before the first query. bigint arrives as string and is turned
 * into a number where it is an id: ids of one catalog stay far below 2^53.
 */
export function createSql(url: string, options: SqlOptions = {}): Sql {
  return postgres(url, {
    max: options.max ?? 10,
    connect_timeout: options.connectTimeoutSeconds ?? 10,
    idle_timeout: 60,
    max_lifetime: 60 * 30,
    connection: {
      application_name: 'segue',
      statement_timeout: options.statementTimeoutMs ?? 60_000,
      idle_in_transaction_session_timeout: 120_000,
      ...(options.searchPath !== undefined && { search_path: options.searchPath }),
    },
    onnotice: (notice) => options.onNotice?.(notice.message ?? ''),
  })
}

/** One connection of its own, opened when it is used and closed after a while of rest, for locks that a session holds. */
export function createHeldSession(url: string, { silentMs, onClose }: HeldSession): Sql {
  return postgres(url, {
    max: 1,
    idle_timeout: silentMs / 2 / 1000,
    max_lifetime: null,
    connection: {
      application_name: 'segue locks',
      statement_timeout: silentMs,
      idle_session_timeout: silentMs,
    },
    onnotice: () => undefined,
    onclose: onClose,
  })
}
