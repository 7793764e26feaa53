import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { vi } from 'vitest'
import type { BuildTask } from '~workers/protocol'
import { fitScaler } from '../../domain/features/scaler'
import { DIMENSIONS } from '../../domain/features/vector-spec'
import { createLogger } from '../../observability/logger'
import type { IndexFile, IndexVersion, NewIndexVersion, StoredVectors } from '../../catalog/ports'
import { createAcceptVersion } from '../accept-version'
import { createFaissStore } from '../faiss-store'
import { createIndexManager } from '../index-manager'
import type { IndexThreads } from '../ports'

/** A catalog of `rows` vectors in commit order, and threads that only remember which ids an index holds. */
export function createHouse(rows: number, directory: string) {
  /** `removed` come after all rows in the order of changes; `lost` rows are left out of a full read. */
  const state = { rows, broken: new Set<string>(), removed: new Set<bigint>(), lost: 0, growing: 0 }
  let lock: Promise<unknown> = Promise.resolve()
  const indexes = new Map<bigint, Set<bigint>>()
  const read = (from: number, to: number): StoredVectors => ({
    ids: BigInt64Array.from({ length: Math.max(0, to - from) }, (_, i) => BigInt(from + i + 1)),
    shaped: new Float32Array(Math.max(0, to - from) * DIMENSIONS).fill(1),
    lastSeq: to,
  })
  const list: IndexVersion[] = []
  const nextVersion = () => Math.max(0, ...list.map(({ version }) => version)) + 1
  const files = new Map<string, Set<bigint>>()
  const known: IndexFile[] = []
  const open = (ids: Iterable<bigint>) => {
    const handle = BigInt(indexes.size + 1)
    indexes.set(handle, new Set(ids))
    return handle
  }
  const threads: IndexThreads = {
    async build({ ids, shaped, file }: BuildTask) {
      files.set(path.basename(file), new Set(ids))
      await writeFile(file, 'index')
      const figures = { nlist: null, nprobe: null, recall: null, bytes: 5, checksum: 'sum', buildMs: 1 }
      return {
        ok: true,
        handle: open(ids),
        scaler: fitScaler(shaped),
        kind: 'flat',
        count: ids.length,
        ...figures,
      }
    },
    load: vi.fn(({ file }: { file: string }) => {
      const ids = files.get(path.basename(file))
      return Promise.resolve(
        ids && !state.broken.has(path.basename(file))
          ? ({ ok: true, handle: open(ids), count: ids.size } as const)
          : ({ ok: false, code: 'INDEX_FILE_BROKEN', message: 'checksum' } as const),
      )
    }),
    append({ handle, ids, removed }) {
      for (const id of removed) indexes.get(handle)?.delete(id)
      for (const id of ids) indexes.get(handle)?.add(id)
      return Promise.resolve({ ok: true, count: indexes.get(handle)?.size ?? 0 })
    },
    check: ({ file }) =>
      Promise.resolve(
        state.broken.has(path.basename(file))
          ? { ok: false, code: 'INDEX_FILE_BROKEN', message: 'checksum' }
          : { ok: true },
      ),
    search: ({ queries }) =>
      Promise.resolve({ ok: true, ids: new BigInt64Array(), scores: new Float32Array(), vectors: queries }),
    readVectors({ handle, ids }) {
      const missing = [...ids].some((id) => !indexes.get(handle)?.has(id))
      return Promise.resolve(
        missing
          ? { ok: false, code: 'NOT_IN_INDEX', message: 'unknown id' }
          : { ok: true, vectors: new Float32Array(ids.length * DIMENSIONS) },
      )
    },
    release: () => Promise.resolve({ ok: true }),
  }
  const versions = {
    list: () => Promise.resolve([...list].sort((a, b) => b.version - a.version)),
    makeCurrent: (next: NewIndexVersion) => {
      for (const version of list) version.state = 'kept'
      const version: IndexVersion = {
        ...next,
        version: nextVersion(),
        state: 'current',
        createdAt: new Date(),
        reason: null,
      }
      list.push(version)
      return Promise.resolve(version)
    },
    refuse: (next: NewIndexVersion, reason: string) => {
      const version: IndexVersion = {
        ...next,
        version: nextVersion(),
        state: 'refused',
        createdAt: new Date(),
        reason,
      }
      list.push(version)
      return Promise.resolve(version)
    },
    restore: (number: number) => {
      const kept = list.find(({ version }) => version === number)
      for (const version of list) if (version.state === 'current') version.state = 'kept'
      if (kept) kept.state = 'current'
      return Promise.resolve(kept ?? null)
    },
    whileBuilding: <T>(work: () => Promise<T>): Promise<T> => {
      const next = lock.then(work, work)
      lock = next.catch(() => undefined)
      return next
    },
    whileGrowing: async <T>(work: () => Promise<T>): Promise<T> => {
      state.growing++
      return work().finally(() => {
        state.growing--
      })
    },
    isGrowing: () => Promise.resolve(state.growing > 0),
    remove: (number: number) => {
      list.splice(
        list.findIndex(({ version }) => version === number),
        1,
      )
      return Promise.resolve()
    },
  }
  const indexFiles = {
    list: (file: string) => Promise.resolve(known.filter((other) => other.file === file)),
    put: (next: IndexFile) => {
      const at = known.findIndex(({ file, folder }) => file === next.file && folder === next.folder)
      known.splice(at < 0 ? known.length : at, 1, next)
      return Promise.resolve()
    },
    keepOnly: (named: readonly string[]) => {
      const kept = known.filter(({ file }) => named.includes(file))
      known.splice(0, known.length, ...kept)
      return Promise.resolve()
    },
    listNames: (folder: string) =>
      Promise.resolve(known.filter((other) => other.folder === folder).map(({ name }) => name)),
  }
  const vectors = {
    readAll: () => {
      const all = read(0, state.rows)
      const ids = all.ids.filter((id) => !state.removed.has(id)).subarray(state.lost)
      const shaped = all.shaped.subarray(0, ids.length * DIMENSIONS)
      return Promise.resolve({ ids, shaped, lastSeq: state.rows + state.removed.size })
    },
    readChanged: (after: number, limit: number) => {
      const rows = read(Math.min(after, state.rows), Math.min(state.rows, after + limit))
      const lastSeq = state.rows + state.removed.size
      const removed = after < lastSeq ? BigInt64Array.from(state.removed) : new BigInt64Array(0)
      return Promise.resolve({ ...rows, lastSeq, removed })
    },
    count: () => Promise.resolve(state.rows - state.removed.size),
    forgetRemovals: () => Promise.resolve(0),
  }
  const judge = vi.fn(() => Promise.resolve<string | null>(null))
  const acceptVersion = createAcceptVersion({ recallTarget: 0.98, judge })
  const log = createLogger({ level: 'silent' })
  const faiss = { exactMax: 1000, recallTarget: 0.98, threads: 1 }
  /** A process; `at` is the folder of its machine. */
  const create = ({ waitMax = 1000, at = directory } = {}) =>
    createIndexManager(
      {
        store: createFaissStore({ threads, vectors, directory: at, files: indexFiles, log }, faiss),
        versions,
        vectors,
        acceptVersion,
        log,
      },
      { exactMax: 1000, waitMax, keepVersions: 2, releaseAfterMs: 0 },
    )
  return { state, threads, list, files, judge, create }
}
