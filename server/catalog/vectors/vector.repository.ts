import type { Queryable, Sql } from '~db/client'
import { DIMENSIONS } from '../../domain/features/vector-spec'
import type { ChangedVectors, StoredVectors, VectorToSave } from '../ports'
import { LOCKS } from '../../postgres/advisory-lock'
import { runStatement } from '../store/write-tracks/run-statement'
import writeVectors from '../store/write-tracks/vectors.sql'

/** Some 300 kB at a time: a millisecond's work for the thread that takes them in. */
const BLOCK_ROWS = 2500
const BYTES_PER_VECTOR = DIMENSIONS * Float32Array.BYTES_PER_ELEMENT

/** Writes shaped vectors, each with the next change number. Call it late in a transaction: it takes the order lock. */
export async function saveVectors(sql: Queryable, batch: VectorToSave[], spec: number): Promise<void> {
  if (batch.length === 0) return
  await lockOrder(sql)
  const rows = batch.map(({ trackId, mask, shaped, calibration }) => ({
    track_id: trackId,
    mask,
    calibration,
    shaped: Buffer.from(shaped.buffer, shaped.byteOffset, shaped.byteLength).toString('hex'),
  }))
  await runStatement(sql, writeVectors, rows, spec)
}

/** Change numbers become visible in their order: who gives some is the only one until its transaction ends. */
async function lockOrder(sql: Queryable): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCKS.changeOrder})`
}

/** Gives vectors new change numbers: something that goes with them changed, and every process is to hear of it. */
export async function touchVectors(sql: Queryable, trackIds: string[]): Promise<void> {
  if (trackIds.length === 0) return
  await lockOrder(sql)
  await sql`
    update track_vectors set change_seq = nextval('vector_changes'), updated_at = now()
    where track_id = any(${trackIds}::bigint[])`
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
  const [row] = await sql<(BlockRow & { removed: string | null })[]>`
    select max(change_seq) as last,
      encode(string_agg(int8send(track_id), '' order by change_seq) filter (where shaped is not null), 'base64') as ids,
      encode(string_agg(substring(shaped for ${BYTES_PER_VECTOR}), '' order by change_seq), 'base64') as shaped,
      encode(string_agg(int8send(track_id), '' order by change_seq) filter (where shaped is null), 'base64') as removed
    from (
      (select track_id, shaped, change_seq from track_vectors
        where spec = ${spec} and change_seq > ${afterSeq} order by change_seq limit ${limit})
      union all
      (select track_id, null, change_seq from vector_removals
        where change_seq > ${afterSeq} order by change_seq limit ${limit})
      order by change_seq limit ${limit}) as changed`
  const stored = toBlock(row?.ids ?? '', row?.shaped ?? '')
  const removed = row?.removed ? toIds(row.removed) : new BigInt64Array()
  return { ...stored, lastSeq: Number(row?.last ?? afterSeq), removed }
}

/** How many vectors of `spec` there are up to a change. */
export async function countVectors(sql: Queryable, spec: number, upToSeq: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from track_vectors where spec = ${spec} and change_seq <= ${upToSeq}`
  return row?.count ?? 0
}

/** Forgets removals that every version has seen, and that every process has had a week to see; gives how many. */
export async function forgetRemovals(sql: Queryable): Promise<number> {
  const gone = await sql`
    delete from vector_removals where ${isForgettable(sql)}`
  return gone.count
}

/** Removals that every process and every version of the index has heard of. */
export const isForgettable = (sql: Queryable) => sql`removed_at < now() - interval '7 days'
  and change_seq <= (select min(change_seq) from index_versions where state <> 'refused')`

/** Every vector of `spec` in memory at once. */
export async function readAllVectors(sql: Sql, spec: number): Promise<StoredVectors> {
  let all: StoredVectors = { ids: new BigInt64Array(), shaped: new Float32Array(), lastSeq: 0 }
  let at = 0
  await streamVectors(sql, spec, {
    begin: ({ count, lastSeq }) => {
      all = { ids: new BigInt64Array(count), shaped: new Float32Array(count * DIMENSIONS), lastSeq }
    },
    take: (part) => {
      all.ids.set(part.ids, at)
      all.shaped.set(part.shaped, at * DIMENSIONS)
      at += part.ids.length
    },
  })
  return all
}

/** How many vectors there are, and the change number they reach. */
export type VectorExtent = { count: number; lastSeq: number }

/**
 * Every vector of `spec` from one snapshot, in blocks that the database joins, so that neither the driver nor the caller
 * holds all of them: a row of its own for each vector costs the driver some 3 µs in the thread that answers requests.
 * The next block is read once `take` is done with the last.
 */
export async function streamVectors(
  sql: Sql,
  spec: number,
  to: { begin?: (extent: VectorExtent) => void; take: (batch: StoredVectors) => void | Promise<void> },
): Promise<VectorExtent> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const [size] = await tx<{ count: number; seq: string }[]>`
      select count(*)::int as count,
        greatest(max(change_seq), (select max(change_seq) from vector_removals), 0) as seq
      from track_vectors where spec = ${spec}`
    const extent = { count: size?.count ?? 0, lastSeq: Number(size?.seq ?? 0) }
    to.begin?.(extent)
    // In one order always: k-means starts from the same vectors then, and two builds of one catalog are equal.
    let last = '0'
    for (let read = 0; read < extent.count;) {
      const block = await readBlock(tx, spec, last)
      if (block === null) {
        throw new Error(`${String(extent.count)} vectors were counted and ${String(read)} read`)
      }
      await to.take({ ids: block.ids, shaped: block.shaped, lastSeq: extent.lastSeq })
      read += block.ids.length
      last = block.last
    }
    return extent
  })
}

/**
 * Vectors that the database joined: the driver takes 3 µs in the thread that answers requests for a row of its own. In base64:
 * as two letters a byte, which is how the database gives bytes, they take half as long again.
 */
type BlockRow = { last: string | null; ids: string | null; shaped: string | null }

/** The next vectors after a track id: ids, and their values one after the other; null where there are none. */
async function readBlock(tx: Queryable, spec: number, after: string) {
  const [row] = await tx<BlockRow[]>`
    select max(track_id) as last, encode(string_agg(int8send(track_id), '' order by track_id), 'base64') as ids,
      encode(string_agg(substring(shaped for ${BYTES_PER_VECTOR}), '' order by track_id), 'base64') as shaped
    from (select track_id, shaped from track_vectors where spec = ${spec} and track_id > ${after}
      order by track_id limit ${BLOCK_ROWS}) as block`
  if (!row?.last || !row.ids || !row.shaped) return null
  return { last: row.last, ...toBlock(row.ids, row.shaped) }
}

function toBlock(joinedIds: string, joined: string) {
  const ids = toIds(joinedIds)
  // The copy begins where a number may.
  const shaped = new Float32Array(new Uint8Array(Buffer.from(joined, 'base64')).buffer)
  const isWhole = shaped.length === ids.length * DIMENSIONS
  if (!isWhole) throw new Error('a stored vector is too short')
  return { ids, shaped }
}

/** int8send writes the largest byte first. */
const toIds = (joined: string): BigInt64Array =>
  new BigInt64Array(new Uint8Array(Buffer.from(joined, 'base64').swap64()).buffer)

/** Vectors of `spec` spread over the catalog, the same ones at every call: some `atMost`, all where there are fewer. */
export async function readVectorSample(sql: Sql, spec: number, atMost: number): Promise<StoredVectors> {
  const [size] = await sql<{ count: number }[]>`
    select count(*)::int as count from track_vectors where spec = ${spec}`
  const step = Math.max(1, Math.ceil((size?.count ?? 0) / atMost))
  const rows = await sql<VectorRow[]>`
    select track_id, shaped, change_seq from track_vectors where spec = ${spec} and track_id % ${step} = 0
    order by track_id limit ${atMost}`
  return toStoredVectors(rows, 0)
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
