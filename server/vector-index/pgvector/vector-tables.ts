import type { Queryable, Sql } from '~db/client'
import { DIMENSIONS } from '../../domain/features/vector-spec'

/**
 * SQL over the tables of vectors: one a version, and a list of them. It says nothing that only one of pgvector,
 * YugabyteDB and CockroachDB understands.
 */

/** A table as the list has it; `lastSeq` is the change number it reaches. */
export type VectorTable = { name: string; complete: boolean; count: number; lastSeq: number }

type Row = { name: string; complete: boolean; count: string; reached_seq: string }
const toTable = ({ name, complete, count, reached_seq }: Row): VectorTable => ({
  name,
  complete,
  count: Number(count),
  lastSeq: Number(reached_seq),
})

export async function createTableList(sql: Queryable): Promise<void> {
  await sql`
    create table if not exists segue_vector_tables (
      name text primary key,
      complete boolean not null default false,
      count bigint not null default 0,
      reached_seq bigint not null default 0,
      created_at timestamptz not null default now()
    )`
}

/** The tables whose names begin with `prefix`. */
export async function listTables(sql: Queryable, prefix: string): Promise<VectorTable[]> {
  const rows = await sql<
    Row[]
  >`select name, complete, count, reached_seq from segue_vector_tables where left(name, ${prefix.length}) = ${prefix}
    order by name`
  return rows.map(toTable)
}

export async function findTable(sql: Queryable, name: string): Promise<VectorTable | null> {
  const rows = await sql<Row[]>`
    select name, complete, count, reached_seq from segue_vector_tables where name = ${name}`
  return rows.map(toTable)[0] ?? null
}

/** The same, held until the transaction ends: who appends does so alone. */
export async function lockTable(tx: Queryable, name: string): Promise<VectorTable | null> {
  const rows = await tx<Row[]>`
    select name, complete, count, reached_seq from segue_vector_tables where name = ${name} for update`
  return rows.map(toTable)[0] ?? null
}

/** Listed before it is there, so that what a killed process leaves is found. */
export async function createTable(sql: Queryable, name: string): Promise<void> {
  await sql`insert into segue_vector_tables (name) values (${name})`
  await sql.unsafe(
    `create table ${name} (id bigint primary key, embedding vector(${String(DIMENSIONS)}) not null)`,
  )
}

export async function updateTable(
  sql: Queryable,
  { name, complete, count, lastSeq }: VectorTable,
): Promise<void> {
  await sql`
    update segue_vector_tables set complete = ${complete}, count = ${count}, reached_seq = ${lastSeq}
    where name = ${name}`
}

/** Waits for searches that run in it, and leaves the list last. */
export async function dropTable(sql: Sql, name: string): Promise<void> {
  await sql`drop table if exists ${sql(name)}`
  await sql`delete from segue_vector_tables where name = ${name}`
}

/** Adds vectors; one whose id is there already replaces it. */
export async function putVectors(
  sql: Queryable,
  name: string,
  ids: BigInt64Array,
  texts: string[],
): Promise<void> {
  await sql`
    insert into ${sql(name)} (id, embedding)
    select v.id, v.embedding::vector from unnest(${toArray(ids)}::bigint[], ${texts}::text[]) as v (id, embedding)
    on conflict (id) do update set embedding = excluded.embedding`
}

/** How many of the ids are there. */
export async function countAmong(sql: Queryable, name: string, ids: BigInt64Array): Promise<number> {
  const [row] = await sql<{ count: string }[]>`
    select count(*) as count from ${sql(name)} where id = any(${toArray(ids)}::bigint[])`
  return Number(row?.count ?? 0)
}

export async function countRows(sql: Queryable, name: string): Promise<number> {
  const [row] = await sql<{ count: string }[]>`select count(*) as count from ${sql(name)}`
  return Number(row?.count ?? 0)
}

/** Removes ids and gives how many were there. */
export async function removeVectors(sql: Queryable, name: string, ids: BigInt64Array): Promise<number> {
  const gone = await sql`delete from ${sql(name)} where id = any(${toArray(ids)}::bigint[])`
  return gone.count
}

/** Bytes of table and indexes. */
export async function measureTable(sql: Queryable, name: string): Promise<number> {
  const [row] = await sql<{ bytes: string }[]>`select pg_total_relation_size(${name}::regclass) as bytes`
  return Number(row?.bytes ?? 0)
}

const toArray = (ids: BigInt64Array) => Array.from(ids, String)
