import { setTimeout as sleep } from 'node:timers/promises'
import type { Queryable, Sql } from '~db/client'
import { DomainError } from '../domain/errors'
import { Scaler } from '../domain/features/scaler'
import type { IndexVersion, NewIndexVersion } from '../catalog/ports'
import { LOCKS } from '../postgres/advisory-lock'

type Row = {
  version: number
  state: IndexVersion['state']
  spec: number
  kind: IndexVersion['kind']
  count: number
  nlist: number | null
  nprobe: number | null
  ef_search: number | null
  recall: number | null
  change_seq: string
  calibration: number | null
  file: string
  bytes: string
  checksum: string
  build_ms: number
  created_at: Date
  reason: string | null
}
type ScaledRow = Row & { scaler: unknown }

const BUILD_LOCK_RETRY_MS = 250
const BUILD_LOCK_WAIT_MS = 60 * 60 * 1000

/** The list of index versions; the database allows one current version at most. */
export function createIndexVersionRepository(sql: Sql) {
  const findScalers = createScalerCache(sql)
  return {
    async list(): Promise<IndexVersion[]> {
      const rows = await sql<Row[]>`
        select version, state, spec, kind, count, nlist, nprobe, ef_search, recall, change_seq, calibration, file, bytes, checksum,
          build_ms, created_at, reason
        from index_versions order by version desc limit 100`
      const scalers = await findScalers(rows)
      return rows.flatMap((row) => toVersion(row, scalers.get(nameOf(row)) ?? null))
    },

    /** Records a version and makes it the current one; the one before is kept. */
    async makeCurrent(next: NewIndexVersion): Promise<IndexVersion> {
      return sql.begin(async (tx) => {
        await tx`update index_versions set state = 'kept' where state = 'current'`
        return insert(tx, next, 'current', null)
      })
    },

    /** Records a version that was built and is not used. */
    refuse: (next: NewIndexVersion, reason: string) => insert(sql, next, 'refused', reason),

    /** Makes a kept version the current one; null where it is none. */
    async restore(version: number): Promise<IndexVersion | null> {
      return sql.begin(async (tx) => {
        const [kept] =
          await tx`select from index_versions where version = ${version} and state = 'kept' for update`
        if (!kept) return null
        await tx`update index_versions set state = 'kept' where state = 'current'`
        const rows = await tx<
          ScaledRow[]
        >`update index_versions set state = 'current' where version = ${version} returning *`
        return rows.flatMap((row) => toVersion(row, toScaler(row)))[0] ?? null
      })
    },

    /** Runs `work` while no other process does, over a connection of its own: a transaction must not be open so long. */
    async whileBuilding<T>(work: () => Promise<T>): Promise<T> {
      const connection = await sql.reserve()
      try {
        await waitForLock(connection)
        try {
          return await work()
        } finally {
          // Where the connection is gone, so is its lock.
          await connection`select pg_advisory_unlock(${LOCKS.build})`.catch(() => undefined)
        }
      } finally {
        connection.release()
      }
    },

    /**
     * Runs `work` while every process is told that the catalog grows; several may at once. The lock goes with its
     * connection, so that a process that is killed holds nobody up.
     */
    async whileGrowing<T>(work: () => Promise<T>): Promise<T> {
      const connection = await sql.reserve()
      try {
        await connection`select pg_advisory_lock_shared(${LOCKS.growing})`
        try {
          return await work()
        } finally {
          await connection`select pg_advisory_unlock_shared(${LOCKS.growing})`.catch(() => undefined)
        }
      } finally {
        connection.release()
      }
    },

    /** Whether any process says so. Looked up, not tried: a lock taken for a moment would tell others that it grows. */
    async isGrowing(): Promise<boolean> {
      const [row] = await sql<{ growing: boolean }[]>`
        select exists (select from pg_locks where locktype = 'advisory' and granted and mode = 'ShareLock'
          and database = (select oid from pg_database where datname = current_database())
          and classid = 0 and objid = ${LOCKS.growing} and objsubid = 1) as growing`
      return row?.growing ?? false
    },

    async remove(version: number): Promise<void> {
      await sql`delete from index_versions where version = ${version} and state <> 'current'`
    },
  }
}

async function insert(
  sql: Queryable,
  next: NewIndexVersion,
  state: IndexVersion['state'],
  reason: string | null,
): Promise<IndexVersion> {
  const rows = await sql<ScaledRow[]>`
    insert into index_versions (state, reason, spec, kind, count, nlist, nprobe, ef_search, recall, change_seq,
      scaler, calibration, file, bytes, checksum, build_ms)
    values (${state}, ${reason}, ${next.spec}, ${next.kind}, ${next.count}, ${next.nlist}, ${next.nprobe},
      ${next.efSearch}, ${next.recall}, ${next.changeSeq}, ${sql.json(next.scaler)},
      ${next.calibration}, ${next.file}, ${next.bytes}, ${next.checksum}, ${next.buildMs})
    returning *`
  const [version] = rows.flatMap((row) => toVersion(row, toScaler(row)))
  if (!version) throw new Error('the index version was not stored')
  return version
}

/** Tries instead of waiting: a statement that waits would run into the statement timeout. */
async function waitForLock(sql: Queryable): Promise<void> {
  const deadline = Date.now() + BUILD_LOCK_WAIT_MS
  for (;;) {
    const [row] = await sql<{ got: boolean }[]>`select pg_try_advisory_lock(${LOCKS.build}) as got`
    if (row?.got) return
    if (Date.now() > deadline) {
      throw new DomainError('ALREADY_RUNNING', 'Another process has been building the index for an hour.')
    }
    await sleep(BUILD_LOCK_RETRY_MS)
  }
}

/**
 * Scalers of versions, by name. A scaler never changes, and to send and check it takes a hundred times as long as all else that is
 * known of its version, for which every process asks at every look.
 */
function createScalerCache(sql: Sql) {
  let known = new Map<string, Scaler | null>()
  return async (rows: Row[]): Promise<ReadonlyMap<string, Scaler | null>> => {
    const missing = rows.filter((row) => !known.has(nameOf(row))).map(({ version }) => version)
    const found =
      missing.length === 0
        ? []
        : await sql<
            ScaledRow[]
          >`select version, created_at, scaler from index_versions where version = any(${missing}::integer[])`
    const all = new Map([...known, ...found.map((row) => [nameOf(row), toScaler(row)] as const)])
    return (known = new Map(rows.map((row) => [nameOf(row), all.get(nameOf(row)) ?? null])))
  }
}

/** Numbers may come again where a catalog is restored; together with their time they do not. */
const nameOf = ({ version, created_at }: Pick<Row, 'version' | 'created_at'>): string =>
  `${String(version)} ${created_at.toISOString()}`

const toScaler = (row: ScaledRow): Scaler | null => Scaler.safeParse(row.scaler).data ?? null

/** A version whose scaler does not fit the running program cannot be used; it is as if it were not there. */
function toVersion(row: Row, scaler: Scaler | null): IndexVersion[] {
  if (!scaler) return []
  return [
    {
      version: row.version,
      state: row.state,
      spec: row.spec,
      kind: row.kind,
      count: row.count,
      nlist: row.nlist,
      nprobe: row.nprobe,
      efSearch: row.ef_search,
      recall: row.recall,
      changeSeq: Number(row.change_seq),
      scaler,
      calibration: row.calibration,
      file: row.file,
      bytes: Number(row.bytes),
      checksum: row.checksum,
      buildMs: row.build_ms,
      createdAt: row.created_at,
      reason: row.reason,
    },
  ]
}
