import type { Sql } from '~db/client'
import { DomainError } from '../../domain/errors'
import { DIMENSIONS } from '../../domain/features/vector-spec'
import { parseVectorTexts } from '../../domain/features/vector-text'
import type { VectorSearch } from '../../catalog/ports'
import type { IndexManager } from '../index-manager'
import type { LiveIndex } from '../live-index'
import { openLive } from '../open-live'
import type { Dialect, Setting } from './dialect'
import {
  queryWith,
  readVectorTexts,
  selectAmong,
  selectNearest,
  toHits,
  toTexts,
  type NearestHits,
  type NearestRow,
} from './nearest'
import type { QueryGate } from './query-gate'

type Deps = {
  /** Connections for searches. */
  sql: Sql
  dialect: Dialect
  keeper: Pick<IndexManager, 'isEmpty' | 'getLive' | 'follow'>
  gate: QueryGate
}

/** Queries that follow each other over one connection; more of them are spread over several. */
const QUERIES_PER_CONNECTION = 16
const UNDEFINED_TABLE = '42P01'
const STATEMENT_TIMEOUT = '57014'

/** Search in the table of the version that is in use when the question comes. */
export function createPgvectorSearch({ sql, dialect, keeper, gate }: Deps): VectorSearch {
  const settingsOf = ({ version: { efSearch } }: LiveIndex, k: number): Setting[] =>
    efSearch === null ? [] : dialect.toSearchSettings(efSearch, k)

  async function findNearest(live: LiveIndex, texts: string[], k: number, include?: string[]) {
    if (include?.length === 0) return texts.map((): NearestHits => toHits([]))
    const table = live.version.file
    const parts = Array.from({ length: Math.ceil(texts.length / QUERIES_PER_CONNECTION) }, (_, i) =>
      texts.slice(i * QUERIES_PER_CONNECTION, (i + 1) * QUERIES_PER_CONNECTION),
    )
    const answers = await Promise.all(
      parts.map((part) =>
        gate.run(() =>
          queryWith<NearestRow[]>(sql, settingsOf(live, k), (connection) =>
            part.map((text) =>
              include
                ? selectAmong(connection, table, text, k, include)
                : selectNearest(connection, table, text, k),
            ),
          ),
        ),
      ),
    )
    return answers.flat().map(toHits)
  }

  /** Texts of members in the order of `ids`; null where one of them is not there. */
  async function findTexts(live: LiveIndex, ids: string[]): Promise<string[] | null> {
    const found = await gate.run(() => readVectorTexts(sql, live.version.file, ids))
    const texts = ids.flatMap((id) => found.get(id) ?? [])
    return texts.length === ids.length ? texts : null
  }

  return {
    async searchVectors(queries, k, include) {
      if (queries.length === 0) return []
      const selection = include && Array.from(include, String)
      return withLive(keeper, (live) => findNearest(live, toTexts(queries), k, selection))
    },

    async readVectors(ids) {
      return withLive(keeper, async (live) => {
        const texts = await findTexts(live, ids)
        return texts && parseVectorTexts(texts, DIMENSIONS)
      })
    },

    describe() {
      const live = keeper.getLive()
      return { version: live.version.version, count: live.count }
    },
  }
}

/**
 * A member may be committed and not appended yet, and another process may have replaced the version and dropped its
 * table: then the index catches up first, and the question is asked once more.
 */
async function withLive<T>(keeper: Deps['keeper'], ask: (live: LiveIndex) => Promise<T | null>): Promise<T> {
  const opened = await openLive(keeper)
  const first = await askKnown(() => ask(opened))
  if (first !== null) return first
  await keeper.follow()
  const second = await askKnown(() => ask(keeper.getLive()))
  if (second !== null) return second
  throw new DomainError('INDEX_NOT_READY', 'The index does not know this track yet.', {
    retryAfterSeconds: 2,
  })
}

async function askKnown<T>(ask: () => Promise<T | null>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === UNDEFINED_TABLE) return null
    if (code !== STATEMENT_TIMEOUT) throw error
    throw new DomainError('TIMED_OUT', 'The search took too long.', { cause: error, retryAfterSeconds: 2 })
  }
}
