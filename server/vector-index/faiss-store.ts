import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import type { Scaler } from '../domain/features/scaler'
import { VECTOR_SPEC } from '../domain/features/vector-spec'
import type { Logger } from '../observability/logger'
import type { IndexVersion } from '../catalog/ports'
import { findFolderId, readOrCreateFolderId } from './index-folder'
import { toLiveIndex } from './live-index'
import type { BuiltIndexVersion, IndexFiles, IndexStore, IndexThreads, Unusable, VectorSource } from './ports'

type Deps = {
  threads: IndexThreads
  vectors: Pick<VectorSource, 'readAll'>
  /** Where index files lie; processes of one machine share it. */
  directory: string
  /** Who has what: the list of versions is for all machines. */
  files: IndexFiles
  log: Logger
}
/** In the name of a copy. */
const COPY = '.copy-'
const FILES = /^segue-.*\.(faiss|part)$/
/** What a machine makes that never builds, and has to remove itself. */
const COPIES = /^segue-.*\.copy-.*\.(faiss|part)$/
/** No file takes so long to write; a younger one may be another process's that is at it. */
const UNFINISHED_MS = 60 * 60 * 1000

type Options = { exactMax: number; recallTarget: number; threads: number }

/** Versions as files on this machine's disk, each process with a copy in memory that FAISS searches. */
export function createFaissStore(deps: Deps, options: Options): IndexStore {
  const { threads, directory, files } = deps
  const toPath = (file: string) => path.join(directory, file)

  /** Builds from all that is committed, with a given scaler or one that is fitted on it; null where there is nothing. */
  async function buildFile(
    toNames: (lastSeq: number) => { file: string; name: string },
    scaler: Scaler | null,
  ) {
    const { ids, shaped, lastSeq } = await deps.vectors.readAll()
    if (ids.length === 0) return null
    const { file, name } = toNames(lastSeq)
    const built = await threads.build({ ids, shaped, file: toPath(name), scaler, ...options })
    if (!built.ok) throw new Error(`index build failed: ${built.message}`)
    const { kind, nlist, nprobe, checksum } = built
    const folder = await readOrCreateFolderId(directory)
    const changeSeq = lastSeq
    await files.put({ file, folder, name, host: hostname(), kind, nlist, nprobe, checksum, changeSeq })
    return { ...built, file, lastSeq }
  }

  /** What this folder has of a version; or where else it lies. */
  async function findHere({ file, checksum, kind, nlist, nprobe, changeSeq }: IndexVersion) {
    const all = await files.list(file)
    const folder = await findFolderId(directory)
    const own = all.find((known) => known.folder === folder)
    if (own) return own
    // Brought here by hand, or built before it was written down who has what.
    if (await isThere(toPath(file))) return { name: file, checksum, kind, nlist, nprobe, changeSeq }
    const hosts = [...new Set(all.map(({ host }) => host))].join(', ')
    return toElsewhere(hosts)
  }

  async function removeOthers(used: ReadonlySet<string>, which: RegExp): Promise<void> {
    for (const file of await readdir(directory)) {
      if (!which.test(file) || used.has(file)) continue
      // A copy is made beside the one that builds, and named once it is whole.
      const mayBeAtWork = file.endsWith('.part') || file.includes(COPY)
      if (!mayBeAtWork || (await isOld(toPath(file)))) await rm(toPath(file), { force: true })
    }
  }

  return {
    async build() {
      const built = await buildFile((lastSeq) => {
        const file = toFileName(lastSeq)
        return { file, name: file }
      }, null)
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
      const here = await findHere(version)
      if ('isElsewhere' in here) return here
      const { name, checksum, kind, nlist, nprobe, changeSeq } = here
      const loaded = await threads.load({ file: toPath(name), checksum })
      if (!loaded.ok) return { reason: loaded.message, isElsewhere: false }
      const live = toLiveIndex({ ...version, kind, nlist, nprobe }, loaded.handle, loaded.count)
      return { ...live, lastSeq: changeSeq }
    },

    /** This machine's own copy of a version whose file lies elsewhere: the same scaler over what is committed now. */
    async copy(version) {
      const { file } = version
      const built = await buildFile(() => ({ file, name: toCopyName(file) }), version.scaler)
      if (!built) return null
      await removeOthers(new Set(await files.listNames(await readOrCreateFolderId(directory))), COPIES)
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
      await files.keepOnly([...named])
      const folder = await findFolderId(directory)
      const used = new Set([...named, ...(folder === null ? [] : await files.listNames(folder))])
      await removeOthers(used, FILES)
    },

    async check(version) {
      const here = await findHere(version)
      if ('isElsewhere' in here) return here
      const result = await threads.check({ file: toPath(here.name), checksum: here.checksum })
      return result.ok ? null : { reason: result.message, isElsewhere: false }
    },
  }
}

/** Two processes may build at the same millisecond, in one folder. */
function toFileName(lastSeq: number): string {
  return `segue-${String(VECTOR_SPEC.version)}-${String(lastSeq)}-${randomBytes(6).toString('hex')}.faiss`
}

/** Two processes may copy a version into one folder; whichever is written down last is the one they find again. */
function toCopyName(file: string): string {
  return `${path.basename(file, '.faiss')}${COPY}${randomBytes(4).toString('hex')}.faiss`
}

function toElsewhere(hosts: string): Unusable {
  const reason = hosts === '' ? 'built elsewhere, not on this disk' : `built on ${hosts}, not on this disk`
  return { reason, isElsewhere: true }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

async function isOld(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs > UNFINISHED_MS
}
