import type { Queryable, Sql } from '~db/client'
import { DIMENSIONS } from '../domain/vector-spec'
import type { ChangedVectors, StoredVectors, VectorToSave } from '../services/ports'

/** Held while change numbers are drawn, so that a smaller number is never committed after a larger one was read. */
const CHANGE_ORDER_LOCK = 7_365_678
const BYTES_PER_VECTOR = DIMENSIONS * Float32Array.BYTES_PER_ELEMENT

/** Writes shaped vectors, each with the next change number. Call it last in a transaction: it takes the order lock. */
export async function saveVectors(sql: Queryable, batch: VectorToSave[], spec: number): Promise<void> {
  if (batch.length === 0) return
  await sql`select pg_advisory_xact_lock(${CHANGE_ORDER_LOCK})`
  const hex = batch.map(({ shaped }) =>
    Buffer.from(shaped.buffer, shaped.byteOffset, shaped.byteLength).toString('hex'),
  )
  await sql`
    insert into track_vectors (track_id, spec, mask, shaped, calibration, change_seq)
    select v.track_id, ${spec}, v.mask, decode(v.hex, 'hex'), v.calibration, nextval('vector_changes')
    from unnest(${batch.map((v) => v.trackId)}::bigint[], ${batch.map((v) => v.mask)}::integer[], ${hex}::text[],
        ${batch.map((v) => v.calibration)}::integer[])
      as v (track_id, mask, hex, calibration)
    on conflict (track_id) do update set spec = excluded.spec, mask = excluded.mask, shaped = excluded.shaped,
      calibration = excluded.calibration, change_seq = excluded.change_seq, updated_at = now()`
}

/** Takes vectors out; the index hears of it like of any change. */
export async function removeVectors(sql: Queryable, trackIds: string[]): Promise<void> {
  if (trackIds.length > 0) await sql`delete from track_vectors where track_id = any(${trackIds}::bigint[])`
}

/**
 * Own ids after `afterId`, ascending, at most `limit`, of the vectors that were derived with another spec, or with
 * another calibration than the one given.
 */
export async function findOutdatedVectors(
  sql: Queryable,
  { spec, calibration }: { spec: number; calibration: number },
  afterId: string,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ track_id: string }[]>`
    select track_id from track_vectors
    where track_id > ${afterId} and (spec <> ${spec} or calibration <> ${calibration})
    order by track_id limit ${limit}`
  return rows.map((row) => row.track_id)
}

/** Vectors of `spec` changed or removed after `afterSeq`, in change order, at most `limit`. */
export async function readChangedVectors(
  sql: Queryable,
  spec: number,
  afterSeq: number,
  limit: number,
): Promise<ChangedVectors> {
  const rows = await sql<(Omit<VectorRow, 'shaped'> & { shaped: Buffer | null })[]>`
    (select track_id, shaped, change_seq from track_vectors
      where spec = ${spec} and change_seq > ${afterSeq} order by change_seq limit ${limit})
    union all
    (select track_id, null, change_seq from vector_removals
      where change_seq > ${afterSeq} order by change_seq limit ${limit})
    order by change_seq limit ${limit}`
  const stored = rows.flatMap(({ shaped, ...row }) => (shaped ? [{ ...row, shaped }] : []))
  const removed = rows.flatMap((row) => (row.shaped ? [] : [BigInt(row.track_id)]))
  const lastSeq = Number(rows.at(-1)?.change_seq ?? afterSeq)
  return { ...toStoredVectors(stored, afterSeq), lastSeq, removed: BigInt64Array.from(removed) }
}

/** How many vectors of `spec` there are up to a change. */
export async function countVectors(sql: Queryable, spec: number, upToSeq: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from track_vectors where spec = ${spec} and change_seq <= ${upToSeq}`
  return row?.count ?? 0
}

/** Forgets removals that every version has seen, and that every process has had a week to see. */
export async function forgetRemovals(sql: Queryable): Promise<void> {
  await sql`
    delete from vector_removals where removed_at < now() - interval '7 days'
      and change_seq <= (select min(change_seq) from index_versions where state <> 'refused')`
}

/** Every vector of `spec`, read through a cursor so that the driver never holds them twice. */
export async function readAllVectors(sql: Sql, spec: number): Promise<StoredVectors> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const [size] = await tx<{ count: number; seq: string }[]>`
      select count(*)::int as count,
        greatest(max(change_seq), (select max(change_seq) from vector_removals), 0) as seq
      from track_vectors where spec = ${spec}`
    const count = size?.count ?? 0
    const all: StoredVectors = {
      ids: new BigInt64Array(count),
      shaped: new Float32Array(count * DIMENSIONS),
      lastSeq: Number(size?.seq ?? 0),
    }
    let at = 0
    // In one order always: k-means starts from the same vectors then, and two builds of one catalog are equal.
    const cursor = tx<VectorRow[]>`
      select track_id, shaped, change_seq from track_vectors where spec = ${spec} order by track_id`.cursor(
      5000,
    )
    for await (const rows of cursor) {
      const part = toStoredVectors(rows, 0)
      all.ids.set(part.ids, at)
      all.shaped.set(part.shaped, at * DIMENSIONS)
      at += part.ids.length
    }
    return all
  })
}

type VectorRow = { track_id: string; shaped: Buffer; change_seq: string }

function toStoredVectors(rows: VectorRow[], seq: number): StoredVectors {
  const shaped = new Float32Array(rows.length * DIMENSIONS)
  const bytes = new Uint8Array(shaped.buffer)
  const ids = new BigInt64Array(rows.length)
  let lastSeq = seq
  rows.forEach((row, i) => {
    ids[i] = BigInt(row.track_id)
    bytes.set(row.shaped.subarray(0, BYTES_PER_VECTOR), i * BYTES_PER_VECTOR)
    lastSeq = Math.max(lastSeq, Number(row.change_seq))
  })
  return { ids, shaped, lastSeq }
}
