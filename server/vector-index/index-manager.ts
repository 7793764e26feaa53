import { DomainError } from '../domain/errors'
import { VECTOR_SPEC } from '../domain/features/vector-spec'
import type { IndexVersion } from '../catalog/ports'
import { catchUp, toLiveIndex, type LiveIndex } from './live-index'
import type { Deps } from './manager-deps'
import { removeOldVersions } from './old-versions'
import { verifyVersions } from './verify-versions'

export type Options = {
  /** Up to so many vectors a build is exact, and soon over. */
  exactMax: number
  /** Up to so many tracks a new index is there in a moment, and `follow` waits for it; by default `exactMax`. */
  waitMax?: number
  keepVersions: number
  releaseAfterMs: number
}
export type IndexManager = ReturnType<typeof createIndexManager>

/** A catalog that grew by this factor has another spread than the scaler was fitted on. */
const REFIT_GROWTH = 1.25

/**
 * Keeps the index of this process: loads the newest version that is whole, follows the change sequence and the current
 * version in Postgres, rebuilds on demand and swaps. Postgres is the truth; whatever is lost here can be built again.
 * One process builds at a time; the others take over what it built.
 */
export function createIndexManager(deps: Deps, options: Options) {
  let live: LiveIndex | null = null
  let working: Promise<unknown> = Promise.resolve()
  let building: Promise<IndexVersion | null> | null = null
  /** Versions that could not be opened here: there is no use in trying at every change. */
  const unreadable = new Set<number>()

  /** One change of the index in use at a time; searches go on meanwhile, and so does a build. */
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const next = working.then(work, work)
    working = next.catch(() => undefined)
    return next
  }

  const listUsable = async () =>
    (await deps.versions.list()).filter((v) => v.spec === VECTOR_SPEC.version && v.state !== 'refused')

  async function load(version: IndexVersion): Promise<LiveIndex | null> {
    const opened = await deps.store.open(version)
    if (!('reason' in opened)) return opened
    const { reason, isElsewhere } = opened
    // What lies on another machine is copied once it is the current one.
    if (isElsewhere) deps.log.info({ version: version.version, reason }, 'index version is not here')
    else {
      unreadable.add(version.version)
      deps.log.warn({ version: version.version, reason }, 'index version cannot be loaded')
    }
    return null
  }

  async function loadNewest(): Promise<void> {
    const versions = await listUsable()
    const currentFirst = versions.sort(
      (a, b) => Number(b.state === 'current') - Number(a.state === 'current'),
    )
    for (const version of currentFirst) {
      live = await load(version)
      if (live) return
    }
  }

  /** Takes over the version that another process (or a roll-back) made the current one. */
  async function adopt(): Promise<void> {
    const current = (await listUsable()).find(({ state }) => state === 'current')
    if (!current || current.version === live?.version.version || unreadable.has(current.version)) return
    // Another machine's file is not on this disk; the version's own scaler gives the same vectors here.
    const next = (await load(current)) ?? (await deps.store.copy(current))
    if (next) await swap(next)
  }

  const append = async () => {
    if (!live) return
    live = await catchUp(deps, live, (reached) => {
      live = reached
    })
  }

  /** `next` catches up before it answers: nobody may miss what the index before it had. */
  async function swap(next: LiveIndex): Promise<void> {
    const ready = await catchUp(deps, next)
    const before = live
    live = ready
    unreadable.delete(ready.version.version)
    if (before) releaseLater(before)
  }

  /** Searches that were sent with the old handle still wait in the pool; they are let through first. */
  function releaseLater(index: LiveIndex): void {
    setTimeout(() => {
      deps.store.release(index).catch((error: unknown) => deps.log.warn({ err: error }, 'index not released'))
    }, options.releaseAfterMs).unref()
  }

  async function build(isWanted: () => boolean | Promise<boolean>): Promise<IndexVersion | null> {
    return deps.versions.whileBuilding(async () => {
      // Whoever built before may have done what is wanted here.
      await exclusively(async () => {
        await adopt()
        await append()
      })
      if (!(await isWanted())) return null
      const calibration = (await deps.prepare?.()) ?? null
      // What is appended while it builds is no loss of the build.
      const before = live
      const built = await deps.store.build()
      if (!built) return null
      const { handle } = built
      const next = { ...built.next, calibration }
      const reason = await deps.acceptVersion(next, before)
      if (reason !== null) {
        const { version } = await deps.versions.refuse(next, reason)
        await deps.store.discard(built)
        deps.log.warn({ version, reason }, 'index version refused')
        throw new DomainError('INDEX_VERSION_REFUSED', `The new index was refused: ${reason}`)
      }
      return exclusively(async () => {
        const version = await deps.versions.makeCurrent(next)
        await swap(toLiveIndex(version, handle, version.count))
        await removeOldVersions(deps, options.keepVersions)
        await deps.vectors.forgetRemovals()
        const { kind, count, buildMs } = version
        deps.log.info({ version: version.version, kind, count, buildMs }, 'index built')
        deps.onBuilt?.()
        return version
      })
    })
  }

  /** Joins the build that is under way in this process. */
  const buildOnce = (isWanted: () => boolean | Promise<boolean>) => {
    building ??= build(isWanted).finally(() => {
      building = null
    })
    return building
  }

  const isMissing = () => live === null
  const isOutgrown = () => !live || live.count >= live.scaler.fittedOn * REFIT_GROWTH
  /** After a roll-back or a refusal nothing is built until somebody asks, or the night comes. */
  const isNewest = async () =>
    (await deps.versions.list()).every(({ version }) => version <= (live?.version.version ?? 0))

  const follow = async () => {
    await exclusively(async () => {
      await adopt()
      await append()
    })
    if (isMissing()) await buildOnce(isMissing)
    else if (isOutgrown() && !(await deps.versions.isGrowing()) && (await isNewest())) {
      const built = buildOnce(isOutgrown)
      // k-means takes its time, and so does the measuring of a version; what is committed can be found meanwhile.
      const done = built.catch(toleratedRefusal)
      if ((live?.count ?? 0) <= (options.waitMax ?? options.exactMax)) await done
      else done.catch((err: unknown) => deps.log.warn({ err }, 'the index could not be built'))
    }
  }

  return {
    /** Opens what is there and catches up; builds where nothing that is there can be used. */
    start: async () => {
      await exclusively(async () => {
        await loadNewest()
        await append()
      })
      if (isMissing()) await buildOnce(isMissing)
    },

    /**
     * Makes everything that is committed searchable; refits the space when the catalog outgrew it, unless it is growing
     * still.
     */
    follow,

    /**
     * Runs `work` that fills the catalog at length. No process fits the space anew meanwhile: it would a dozen times over
     * in a large import, each time for a catalog that is half of what it is going to be. `follow` once it is done.
     */
    whileGrowing: <T>(work: () => Promise<T>): Promise<T> => deps.versions.whileGrowing(work),

    /**
     * Builds and swaps; null where the catalog is empty, or `since` is given and nothing changed, or some process built
     * after it. Throws INDEX_VERSION_REFUSED.
     */
    async rebuild(since?: Date) {
      const isWanted = async () => {
        if (!since || !live) return true
        const newest = Math.max(0, ...(await deps.versions.list()).map((v) => v.createdAt.getTime()))
        return newest < since.getTime() && live.lastSeq > live.version.changeSeq
      }
      // One that is under way may find that what it is for was done already, and build nothing.
      return (building && (await building)) ?? buildOnce(isWanted)
    },

    /** Makes a kept version the current one, by default the one before. Throws INDEX_VERSION_NOT_FOUND. */
    rollback: (wanted?: number) =>
      exclusively(async () => {
        const usable = await listUsable()
        const current = usable.find(({ state }) => state === 'current')?.version ?? 0
        const target = wanted ?? usable.find(({ version }) => version < current)?.version
        const kept = usable.find(({ version, state }) => version === target && state === 'kept')
        const isCopied = () => kept && !unreadable.has(kept.version)
        const next = kept && ((await load(kept)) ?? (isCopied() ? await deps.store.copy(kept) : null))
        const restored = next && (await deps.versions.restore(kept.version))
        if (!restored) {
          const which = target === undefined ? 'before the current one' : String(target)
          throw new DomainError(
            'INDEX_VERSION_NOT_FOUND',
            `There is no whole index version ${which} to go back to.`,
          )
        }
        await swap({ ...next, version: restored })
        deps.log.info({ version: restored.version, before: current }, 'index rolled back')
        return restored
      }),

    /** Checks every kept version that is here, and the index in use against the database. */
    verify: async () => {
      await follow()
      return verifyVersions(deps, await listUsable(), () => live)
    },

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

/** An import has not failed because the index keeps the space it had. */
function toleratedRefusal(error: unknown): null {
  if (error instanceof DomainError && error.code === 'INDEX_VERSION_REFUSED') return null
  throw error
}
