import type { IndexKind } from '../../catalog/ports'

export const DIALECT_NAMES = ['pgvector', 'yugabyte', 'cockroach'] as const
export type DialectName = (typeof DIALECT_NAMES)[number]

/** A setting of the database with its value, for one transaction. */
export type Setting = { name: string; value: string }

/** Where databases with pgvector's type and operators differ: their index, and how a search in it is tuned. */
export type Dialect = {
  name: DialectName
  kind: Exclude<IndexKind, 'flat' | 'ivf'>
  /** Whether `create extension vector` brings the type. */
  hasExtension: boolean
  /** Whether the database says how much room a table takes. */
  tellsSize: boolean
  toIndexStatement: (table: string) => string
  /** `k` neighbours are wanted, and `efSearch` candidates are kept where that is more. */
  toSearchSettings: (efSearch: number, k: number) => Setting[]
  toBuildSettings: (memoryMb: number) => Setting[]
}

/** The largest hnsw.ef_search that pgvector and YugabyteDB take. */
export const MAX_EF_SEARCH = 1000

const toEf = (efSearch: number, k: number) => String(Math.min(MAX_EF_SEARCH, Math.max(efSearch, k)))
/** A build may take hours; it is bounded by the one who asked for it. */
const noTimeout: Setting = { name: 'statement_timeout', value: '0' }

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  /**
   * pgvector 0.8. Its graph gives ef_search rows at most and then stops; an iterative scan goes on, also past rows that
   * were deleted and not vacuumed yet. Relaxed order finds more, and the answer is sorted afterwards.
   */
  pgvector: {
    name: 'pgvector',
    kind: 'hnsw',
    hasExtension: true,
    tellsSize: true,
    toIndexStatement: (table) => `create index on ${table} using hnsw (embedding vector_cosine_ops)`,
    toSearchSettings: (efSearch, k) => [
      { name: 'hnsw.ef_search', value: toEf(efSearch, k) },
      { name: 'hnsw.iterative_scan', value: 'relaxed_order' },
    ],
    toBuildSettings: (memoryMb) => [
      noTimeout,
      { name: 'maintenance_work_mem', value: `${String(memoryMb)}MB` },
    ],
  },
  /** docs.yugabyte.com, pgvector extension: 0.8.0-yb-1.0 with the distributed method ybhnsw. */
  yugabyte: {
    name: 'yugabyte',
    kind: 'hnsw',
    hasExtension: true,
    tellsSize: true,
    toIndexStatement: (table) =>
      `create index nonconcurrently on ${table} using ybhnsw (embedding vector_cosine_ops)`,
    toSearchSettings: (efSearch, k) => [{ name: 'hnsw.ef_search', value: toEf(efSearch, k) }],
    toBuildSettings: () => [noTimeout],
  },
  /** cockroachlabs.com/docs, vector indexes: a tree of partitions; the type is built in. */
  cockroach: {
    name: 'cockroach',
    kind: 'cspann',
    hasExtension: false,
    tellsSize: false,
    toIndexStatement: (table) => `create vector index on ${table} (embedding vector_cosine_ops)`,
    toSearchSettings: (efSearch) => [{ name: 'vector_search_beam_size', value: String(efSearch) }],
    // Without it an index on a table that has rows is refused.
    toBuildSettings: () => [noTimeout, { name: 'sql_safe_updates', value: 'off' }],
  },
}

/** The dialect of a server by what it says of its version. */
export function detectDialect(version: string): Dialect {
  if (version.includes('CockroachDB')) return DIALECTS.cockroach
  if (version.includes('-YB-')) return DIALECTS.yugabyte
  return DIALECTS.pgvector
}
