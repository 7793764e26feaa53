import type { Sql } from '~db/client'
import type { StoredVectors } from '../ports'
import {
  countVectors,
  forgetRemovals,
  readAllVectors,
  readChangedVectors,
  readVectorSample,
  streamVectors,
} from './vector.repository'

/** The vectors of one spec, as the index reads them. */
export function createVectorSource(sql: Sql, spec: number) {
  return {
    readAll: () => readAllVectors(sql, spec),
    readSample: (atMost: number) => readVectorSample(sql, spec, atMost),
    stream: (take: (batch: StoredVectors) => Promise<void>) => streamVectors(sql, spec, { take }),
    readChanged: (afterSeq: number, limit: number) => readChangedVectors(sql, spec, afterSeq, limit),
    count: (upToSeq: number) => countVectors(sql, spec, upToSeq),
    forgetRemovals: () => forgetRemovals(sql),
  }
}

/** What tells this catalog from others, for as long as it is the same: twelve letters and digits. */
export async function readCatalogId(sql: Sql): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select left(md5(current_database() || extract(epoch from applied_at)::text), 12) as id from schema_migrations where number = 1`
  if (!row) throw new Error('the catalog has no schema')
  return row.id
}
