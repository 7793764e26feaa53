import type { Sql } from '~db/client'
import type { Dialect } from './dialect'
import { MAX_EF_SEARCH } from './dialect'
import { queryWith, selectExactly, selectNearest } from './nearest'

const RECALL_AT = 10
const SAMPLE_QUERIES = 200
const FEWEST_QUERIES = 20
/** Rows that exact search may compare for the truth: each query reads the whole table. */
const MAX_COMPARISONS = 200_000_000
/** Distances of the same pair differ by so much between two plans. */
const ROUNDING = 1e-6

/**
 * The smallest efSearch (doubled from the one given) with which a search along the index finds `target` of the ten
 * nearest of a sample of its own rows, and the recall@10 it reaches. What is as near as the tenth counts as found.
 */
export async function tuneEfSearch(
  sql: Sql,
  { table, count, dialect }: { table: string; count: number; dialect: Dialect },
  { efSearch, target }: { efSearch: number; target: number },
): Promise<{ efSearch: number; recall: number }> {
  const queries = await sampleQueries(sql, table, count)
  const farthest: number[] = []
  for (const query of queries) {
    const [rows] = await queryWith(sql, dialect.toBuildSettings(0).slice(0, 1), (connection) => [
      selectExactly(connection, table, query, RECALL_AT),
    ])
    farthest.push(rows?.at(-1)?.distance ?? Infinity)
  }
  for (let ef = efSearch; ; ef = Math.min(MAX_EF_SEARCH, ef * 2)) {
    const answers = await queryWith(sql, dialect.toSearchSettings(ef, RECALL_AT), (connection) =>
      queries.map((query) => selectNearest(connection, table, query, RECALL_AT)),
    )
    const hits = answers.map(
      (rows, i) => rows.filter(({ distance }) => distance <= (farthest[i] ?? 0) + ROUNDING).length,
    )
    const recall = hits.reduce((sum, n) => sum + n, 0) / (queries.length * RECALL_AT)
    if (recall >= target || ef >= MAX_EF_SEARCH) return { efSearch: ef, recall }
  }
}

/** Rows of the table, spread over its ids, as many as can be compared with all others. */
async function sampleQueries(sql: Sql, table: string, count: number): Promise<string[]> {
  const wanted = Math.max(
    FEWEST_QUERIES,
    Math.min(SAMPLE_QUERIES, Math.floor(MAX_COMPARISONS / Math.max(1, count))),
  )
  const step = Math.max(1, Math.floor(count / wanted))
  const rows = await sql<{ vector: string }[]>`
    select embedding::text as vector from ${sql(table)} where id % ${step} = 0 order by id limit ${wanted}`
  return rows.map(({ vector }) => vector)
}
