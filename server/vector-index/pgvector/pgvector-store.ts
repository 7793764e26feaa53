import { randomBytes } from 'node:crypto'
import type { Sql } from '~db/client'
import type { Scaler } from '../../domain/features/scaler'
import { DIMENSIONS, VECTOR_SPEC } from '../../domain/features/vector-spec'
import type { Logger } from '../../observability/logger'
import type { ChangedVectors, StoredVectors } from '../../catalog/ports'
import { toLiveIndex } from '../live-index'
import type { BuiltIndexVersion, IndexStore } from '../ports'
import type { Dialect } from './dialect'
import { tuneEfSearch } from './recall'
import {
  countAmong,
  countRows,
  createTable,
  dropTable,
  findTable,
  listTables,
  lockTable,
  measureTable,
  putVectors,
  removeVectors,
  updateTable,
} from './vector-tables'

type Deps = {
  /** Connections that build and append; searches have others. */
  sql: Sql
  dialect: Dialect
  /** Tells the tables of this catalog from those of others in the same database: letters and digits. */
  catalogId: string
  /** The catalog: a part of its vectors, or all of them batch by batch. */
  vectors: {
    readSample: (atMost: number) => Promise<StoredVectors>
    stream: (take: (batch: StoredVectors) => Promise<void>) => Promise<{ count: number; lastSeq: number }>
  }
  scaling: {
    fit: (shaped: Float32Array) => Promise<Scaler>
    toTexts: (shaped: Float32Array, scaler: Scaler) => Promise<string[]>
  }
  log: Logger
}
type Options = { exactMax: number; recallTarget: number; efSearch: number; buildMemoryMb: number }

/** A scaler is fitted on so many vectors at most: spreads are known to a thousandth by then. */
const FIT_ON = 1_000_000
/** No index of this process's own has a handle. */
const NO_HANDLE = 0n
const BYTES_PER_ROW = 8 + 4 * DIMENSIONS
/** A transaction that met another one is tried again: distributed databases say so with 40001. */
const SERIALIZATION_FAILURE = '40001'
const TRIES = 5

/**
 * Versions as tables of a database with pgvector's type, one a version, which all processes search and append to.
 * What is scaled differently never meets: a version is filled beside the one in use, and appended rows are scaled as
 * the version they go to was.
 */
export function createPgvectorStore(deps: Deps, options: Options): IndexStore {
  const { sql, dialect, scaling, vectors } = deps
  const prefix = `segue_vectors_${deps.catalogId}_`
  /** Two processes may build at the same millisecond. */
  const toTableName = (lastSeq: number) =>
    `${prefix}${String(VECTOR_SPEC.version)}_${String(lastSeq)}_${randomBytes(4).toString('hex')}`

  async function fill(table: string, scaler: Scaler) {
    return vectors.stream(async ({ ids, shaped }) => {
      await putVectors(sql, table, ids, await scaling.toTexts(shaped, scaler))
    })
  }

  async function buildIndex(table: string): Promise<void> {
    const startedAt = performance.now()
    await sql.begin(async (tx) => {
      for (const { name, value } of dialect.toBuildSettings(options.buildMemoryMb)) {
        await tx`select set_config(${name}, ${value}, true)`
      }
      await tx.unsafe(dialect.toIndexStatement(table))
    })
    deps.log.info({ table, seconds: (performance.now() - startedAt) / 1000 }, 'vector index created')
  }

  async function buildTable(table: string, sample: Float32Array): Promise<BuiltIndexVersion['next']> {
    const startedAt = performance.now()
    const fitted = await scaling.fit(sample)
    await createTable(sql, table)
    const { count, lastSeq } = await fill(table, fitted)
    const isExact = count <= options.exactMax
    if (!isExact) await buildIndex(table)
    await sql`analyze ${sql(table)}`
    const tuned = isExact
      ? { efSearch: null, recall: null }
      : await tuneEfSearch(
          sql,
          { table, count, dialect },
          { efSearch: options.efSearch, target: options.recallTarget },
        )
    await updateTable(sql, { name: table, complete: true, count, lastSeq })
    return {
      ...tuned,
      spec: VECTOR_SPEC.version,
      kind: isExact ? 'flat' : dialect.kind,
      count,
      nlist: null,
      nprobe: null,
      changeSeq: lastSeq,
      // Growth is counted from what the catalog had, not from the part of it that was looked at.
      scaler: { ...fitted, fittedOn: count },
      file: table,
      bytes: dialect.tellsSize ? await measureTable(sql, table) : count * BYTES_PER_ROW,
      checksum: '',
      buildMs: Math.round(performance.now() - startedAt),
    }
  }

  /** Applies changes that no other process has applied, and gives how many vectors there are then. */
  async function applyOnce(table: string, changes: ChangedVectors, texts: string[]): Promise<number> {
    return sql.begin(async (tx) => {
      const before = await lockTable(tx, table)
      if (!before) throw new Error(`the table ${table} is not there any more`)
      if (before.lastSeq >= changes.lastSeq) return before.count
      const removed = changes.removed.length === 0 ? 0 : await removeVectors(tx, table, changes.removed)
      let added = 0
      if (changes.ids.length > 0) {
        added = changes.ids.length - (await countAmong(tx, table, changes.ids))
        await putVectors(tx, table, changes.ids, texts)
      }
      const count = before.count - removed + added
      await updateTable(tx, { ...before, count, lastSeq: changes.lastSeq })
      return count
    })
  }

  return {
    async build() {
      const sample = await vectors.readSample(FIT_ON)
      if (sample.ids.length === 0) return null
      const table = toTableName(sample.lastSeq)
      try {
        return { next: await buildTable(table, sample.shaped), handle: NO_HANDLE }
      } catch (error) {
        await dropTable(sql, table).catch((err: unknown) => {
          deps.log.warn({ err, table }, 'an unfinished table of vectors is left')
        })
        throw error
      }
    },

    async open(version) {
      const table = await findTable(sql, version.file)
      if (!table?.complete) return toBroken('the database of the vectors has no whole table of it')
      return { ...toLiveIndex(version, NO_HANDLE, table.count), lastSeq: table.lastSeq }
    },

    /** All processes see the same tables. */
    copy: () => Promise.resolve(null),

    async append({ version, scaler }, changes) {
      const texts = await scaling.toTexts(changes.shaped, scaler)
      for (let tries = 1; ; tries++) {
        try {
          return await applyOnce(version.file, changes, texts)
        } catch (error) {
          if (!isSerializationFailure(error) || tries === TRIES) throw error
        }
      }
    },

    release: () => Promise.resolve(),

    discard: ({ next }) => dropTable(sql, next.file),

    async sweep(named) {
      for (const { name } of await listTables(sql, prefix)) if (!named.has(name)) await dropTable(sql, name)
    },

    async check({ file }) {
      const table = await findTable(sql, file)
      if (!table?.complete) return toBroken('there is no whole table of it')
      const rows = await countRows(sql, file)
      return rows === table.count
        ? null
        : toBroken(`the table has ${String(rows)} rows, ${String(table.count)} were written`)
    },
  }
}

/** All processes see the same tables: none is elsewhere. */
const toBroken = (reason: string) => ({ reason, isElsewhere: false })

function isSerializationFailure(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === SERIALIZATION_FAILURE
}
