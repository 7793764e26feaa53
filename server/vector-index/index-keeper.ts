import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { DomainError } from '../domain/errors'
import type { Scaler } from '../domain/scaler'
import { VECTOR_SPEC } from '../domain/vector-spec'
import type { Logger } from '../observability/logger'
import type { IndexVersion } from '../services/ports'
import { removeOldVersions } from './old-versions'
import type { IndexThreads, VectorSource, VersionStore } from './ports'

export type Deps = {
  threads: IndexThreads
  versions: VersionStore
  vectors: VectorSource
  directory: string
  log: Logger
  /** Told when a new version is in use. */
  onBuilt?: () => void
}
export type Options = {
  exactMax: number
  recallTarget: number
  keepVersions: number
  threads: number
  releaseAfterMs: number
}

/** The index in use: an immutable version on disk plus what was appended to its copy in memory since. */
export type LiveIndex = {
  version: IndexVersion
  handle: bigint
  scaler: Scaler
  lastSeq: number
  count: number
}

export type IndexKeeper = ReturnType<typeof createIndexKeeper>

/** Rows fetched at a time while following changes. */
const FOLLOW_BATCH = 5000
/** A catalog that grew by this factor has another spread than the scaler was fitted on. */
const REFIT_GROWTH = 1.25

/**
 * Keeps the index of this process: loads the newest version that is whole, follows the change sequence in Postgres,
 * rebuilds on demand and swaps. Postgres is the truth; whatever is lost here can be built again.
 */
export function createIndexKeeper(deps: Deps, options: Options) {
  let live: LiveIndex | null = null
  let working: Promise<unknown> = Promise.resolve()

  /** One change of the index at a time; searches go on meanwhile. */
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const next = working.then(work, work)
    working = next.catch(() => undefined)
    return next
  }

  async function load(): Promise<void> {
    const versions = (await deps.versions.list()).filter(
      (v) => v.spec === VECTOR_SPEC.version && v.state !== 'refused',
    )
    for (const version of versions.sort(
      (a, b) => Number(b.state === 'current') - Number(a.state === 'current'),
    )) {
      const loaded = await deps.threads.load({
        file: path.join(deps.directory, version.file),
        checksum: version.checksum,
      })
      if (loaded.ok) {
        live = {
          version,
          handle: loaded.handle,
          scaler: version.scaler,
          lastSeq: version.changeSeq,
          count: loaded.count,
        }
        return
      }
      deps.log.warn({ version: version.version, reason: loaded.message }, 'index version cannot be loaded')
    }
  }

  async function append(): Promise<void> {
    for (;;) {
      if (!live) return
      const changed = await deps.vectors.readChanged(live.lastSeq, FOLLOW_BATCH)
      if (changed.ids.length === 0) return
      const { ids, shaped, lastSeq } = changed
      const appended = await deps.threads.append({ handle: live.handle, ids, shaped, scaler: live.scaler })
      if (!appended.ok) throw new Error(`append to index failed: ${appended.message}`)
      live = { ...live, lastSeq, count: appended.count }
    }
  }

  async function build(): Promise<IndexVersion | null> {
    const all = await deps.vectors.readAll()
    if (all.ids.length === 0) return null
    const file = `segue-${String(VECTOR_SPEC.version)}-${String(all.lastSeq)}-${randomUUID().slice(0, 8)}.faiss`
    const { ids, shaped } = all
    const { exactMax, recallTarget, threads } = options
    const built = await deps.threads.build({
      ids,
      shaped,
      file: path.join(deps.directory, file),
      exactMax,
      recallTarget,
      threads,
    })
    if (!built.ok) throw new Error(`index build failed: ${built.message}`)
    const { handle, ...figures } = built
    const version = await deps.versions.makeCurrent({
      spec: VECTOR_SPEC.version,
      kind: figures.kind,
      count: figures.count,
      nlist: figures.nlist,
      nprobe: figures.nprobe,
      recall: figures.recall,
      changeSeq: all.lastSeq,
      scaler: figures.scaler,
      file,
      bytes: figures.bytes,
      checksum: figures.checksum,
      buildMs: figures.buildMs,
    })
    await swap({ version, handle, scaler: figures.scaler, lastSeq: all.lastSeq, count: figures.count })
    deps.log.info(
      { version: version.version, kind: version.kind, count: version.count, buildMs: version.buildMs },
      'index built',
    )
    deps.onBuilt?.()
    return version
  }

  /** Searches that were sent with the old handle still wait in the pool; they are let through first. */
  function releaseLater(handle: bigint): void {
    setTimeout(() => {
      deps.threads
        .release({ handle })
        .catch((error: unknown) => deps.log.warn({ err: error }, 'index not released'))
    }, options.releaseAfterMs).unref()
  }

  async function swap(next: LiveIndex): Promise<void> {
    const before = live
    live = next
    if (before) releaseLater(before.handle)
    await removeOldVersions(deps, options.keepVersions)
  }

  const outgrown = (): boolean => !live || live.count >= live.scaler.fittedOn * REFIT_GROWTH

  return {
    /** Loads what is on disk and catches up; builds where nothing on disk can be used. */
    start: () =>
      exclusively(async () => {
        await load()
        if (live) await append()
        else await build()
      }),

    /** Makes everything that is committed searchable; refits the space when the catalog outgrew it. */
    follow: () =>
      exclusively(async () => {
        if (live) await append()
        if (outgrown()) {
          await build()
          await append()
        }
      }),

    rebuild: () =>
      exclusively(async () => {
        const version = await build()
        await append()
        return version
      }),

    /** The index in use. Throws CATALOG_EMPTY before there is one. */
    getLive(): LiveIndex {
      if (!live) throw new DomainError('CATALOG_EMPTY', 'There is no track to compare with yet.')
      return live
    },

    findLive: (): LiveIndex | null => live,
    isEmpty: () => live === null,
    listVersions: () => deps.versions.list(),
  }
}
