import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Scaler } from '../domain/scaler'
import { VECTOR_SPEC } from '../domain/vector-spec'
import type { Logger } from '../observability/logger'
import { toLiveIndex } from './live-index'
import type { BuiltIndexVersion, IndexStore, IndexThreads, VectorSource } from './ports'

type Deps = {
  threads: IndexThreads
  vectors: Pick<VectorSource, 'readAll'>
  /** Where index files lie; processes of one machine share it. */
  directory: string
  log: Logger
}
/** No file takes so long to write; a younger one may be another process's that is at it. */
const UNFINISHED_MS = 60 * 60 * 1000

type Options = { exactMax: number; recallTarget: number; threads: number }

/** Versions as files on this machine's disk, each process with a copy in memory that FAISS searches. */
export function createFaissStore(deps: Deps, options: Options): IndexStore {
  const { threads, directory } = deps
  const toPath = (file: string) => path.join(directory, file)

  /** Builds from all that is committed, with a given scaler or one that is fitted on it; null where there is nothing. */
  async function buildFile(name: (lastSeq: number) => string, scaler: Scaler | null) {
    const { ids, shaped, lastSeq } = await deps.vectors.readAll()
    if (ids.length === 0) return null
    const file = name(lastSeq)
    const built = await threads.build({ ids, shaped, file: toPath(file), scaler, ...options })
    if (!built.ok) throw new Error(`index build failed: ${built.message}`)
    return { ...built, file, lastSeq }
  }

  return {
    async build() {
      const built = await buildFile(toFileName, null)
      if (!built) return null
      const { ok: _, handle, lastSeq, ...figures } = built
      const next: BuiltIndexVersion['next'] = {
        ...figures,
        efSearch: null,
        changeSeq: lastSeq,
        spec: VECTOR_SPEC.version,
      }
      return { next, handle }
    },

    async open(version) {
      const loaded = await threads.load({ file: toPath(version.file), checksum: version.checksum })
      return loaded.ok ? toLiveIndex(version, loaded.handle, loaded.count) : { reason: loaded.message }
    },

    /** This machine's own copy of a version whose file lies elsewhere: the same scaler over what is committed now. */
    async copy(version) {
      const built = await buildFile(() => version.file, version.scaler)
      if (!built) return null
      const { kind, nlist, nprobe, handle, count, lastSeq } = built
      deps.log.info({ version: version.version, count }, 'index version built anew on this machine')
      return { ...toLiveIndex({ ...version, kind, nlist, nprobe }, handle, count), lastSeq }
    },

    async append({ handle, scaler }, { ids, shaped, removed }) {
      const appended = await threads.append({ handle, ids, shaped, removed, scaler })
      if (!appended.ok) throw new Error(`append to index failed: ${appended.message}`)
      return appended.count
    },

    async release({ handle }) {
      await threads.release({ handle })
    },

    async discard({ next, handle }) {
      await threads.release({ handle })
      await rm(toPath(next.file), { force: true })
    },

    async sweep(named) {
      for (const file of await readdir(directory)) {
        if (!file.startsWith('segue-')) continue
        const isUnnamed = file.endsWith('.faiss') && !named.has(file)
        const isUnfinished = file.endsWith('.part') && (await isOld(toPath(file)))
        if (isUnnamed || isUnfinished) await rm(toPath(file), { force: true })
      }
    },

    async check({ file, checksum }) {
      const result = await threads.check({ file: toPath(file), checksum })
      return result.ok ? null : result.message
    },
  }
}

/** Two processes may build at the same millisecond, in one folder. */
function toFileName(lastSeq: number): string {
  return `segue-${String(VECTOR_SPEC.version)}-${String(lastSeq)}-${randomBytes(6).toString('hex')}.faiss`
}

async function isOld(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs > UNFINISHED_MS
}
