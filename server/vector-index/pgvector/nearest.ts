import type { Queryable, Sql } from '~db/client'
import { DIMENSIONS } from '../../domain/features/vector-spec'
import { parseVectorTexts, toVectorText } from '../../domain/features/vector-text'
import type { Setting } from './dialect'

export type NearestRow = { id: string; vector: string; distance: number }
/** Hits of one query, nearest first, with their vectors [n × DIMENSIONS]. */
export type NearestHits = { ids: BigInt64Array; vectors: Float32Array }

/** Above this many ids a selection is looked for along the index, approximately, instead of compared one by one. */
export const MAX_EXACT_SELECTION = 50_000

/**
 * The k nearest by cosine distance along the index. Only its own order may stand beside the limit, or it is not used;
 * ties are put in order of their ids afterwards.
 */
export function selectNearest(sql: Queryable, table: string, query: string, k: number) {
  return sql<NearestRow[]>`
    select id, embedding::text as vector, distance from (
      select id, embedding, embedding <=> ${query}::vector as distance from ${sql(table)}
      order by embedding <=> ${query}::vector limit ${k}) as nearest
    order by distance, id`
}

/** The k nearest of all, every row compared: an expression that no index is made of. */
export function selectExactly(sql: Queryable, table: string, query: string, k: number) {
  return sql<NearestRow[]>`
    select id, embedding::text as vector, embedding <=> ${query}::vector as distance from ${sql(table)}
    order by (embedding <=> ${query}::vector) + 0, id limit ${k}`
}

/** The k nearest of a selection: read by their ids and compared one by one, or along the index where they are many. */
export function selectAmong(sql: Queryable, table: string, query: string, k: number, ids: string[]) {
  if (ids.length > MAX_EXACT_SELECTION) {
    return sql<NearestRow[]>`
      select id, embedding::text as vector, distance from (
        select id, embedding, embedding <=> ${query}::vector as distance from ${sql(table)}
        where id = any(${ids}::bigint[]) order by embedding <=> ${query}::vector limit ${k}) as nearest
      order by distance, id`
  }
  return sql<NearestRow[]>`
    with selected as materialized (
      select id, embedding from ${sql(table)} where id = any(${ids}::bigint[]))
    select id, embedding::text as vector, embedding <=> ${query}::vector as distance from selected
    order by embedding <=> ${query}::vector, id limit ${k}`
}

/** Vectors by id; ids that are not there are absent. */
export async function readVectorTexts(
  sql: Queryable,
  table: string,
  ids: string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; vector: string }[]>`
    select id, embedding::text as vector from ${sql(table)} where id = any(${ids}::bigint[])`
  return new Map(rows.map(({ id, vector }) => [id, vector]))
}

export function toHits(rows: readonly NearestRow[]): NearestHits {
  return {
    ids: BigInt64Array.from(rows, ({ id }) => BigInt(id)),
    vectors: parseVectorTexts(
      rows.map(({ vector }) => vector),
      DIMENSIONS,
    ),
  }
}

/** Row-major vectors [n × DIMENSIONS] as texts. */
export function toTexts(vectors: Float32Array): string[] {
  return Array.from({ length: vectors.length / DIMENSIONS }, (_, row) =>
    toVectorText(vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)),
  )
}

/**
 * Runs read-only queries under settings of their own, all sent at once over one connection: a search then costs the
 * way to the database once, not once a statement.
 */
export async function queryWith<T>(
  sql: Sql,
  settings: readonly Setting[],
  toQueries: (connection: Queryable) => PromiseLike<T>[],
): Promise<T[]> {
  const connection = await sql.reserve()
  try {
    const before = [
      connection`begin read only`,
      ...settings.map(({ name, value }) => connection`select set_config(${name}, ${value}, true)`),
    ]
    const queries = toQueries(connection)
    const after = connection`commit`
    // All have to be over before the connection goes back, whichever fails.
    const started = await Promise.allSettled(before)
    const answers = await Promise.allSettled(queries)
    await Promise.allSettled([after])
    const failed = [...started, ...answers].find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    return answers.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  } finally {
    connection.release()
  }
}
