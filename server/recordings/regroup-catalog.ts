import { RULES } from './domain/groups'
import { deriveVectors } from '../catalog/vectors/derive-vectors'
import type { CatalogStore, IndexFollower, Precedence } from '../catalog/ports'

export type RegroupCatalogDeps = {
  catalog: CatalogStore
  precedence: Precedence
  index: IndexFollower
  versions: {
    findRules: () => Promise<number | null>
    saveRules: (rules: number) => Promise<void>
    /** Own ids in ascending order, a page after `after`. */
    listIds: (after: string, limit: number) => Promise<string[]>
  }
}

/** Tracks in one transaction: some tenths of a second of work. */
const PAGE = 2000

/** Whether recordings were derived by other rules than today's, or not at all. */
export async function needsRegrouping({ versions }: Pick<RegroupCatalogDeps, 'versions'>): Promise<boolean> {
  return (await versions.findRules()) !== RULES
}

/**
 * Derives the recordings of all tracks where they were derived by other rules or not at all, and gives how many tracks
 * belong to another one than before. Stopped half way, it starts again at the next start.
 */
export async function regroupCatalog(deps: RegroupCatalogDeps, signal: AbortSignal): Promise<number> {
  const { catalog, precedence, index, versions } = deps
  if (!(await needsRegrouping(deps))) return 0
  let changed = 0
  for (let after = '0'; ;) {
    const ids = await versions.listIds(after, PAGE)
    const last = ids.at(-1)
    if (last === undefined) break
    signal.throwIfAborted()
    changed += await catalog.transaction(async (tx) => {
      const regrouped = await tx.regroup(ids)
      await deriveVectors(tx, regrouped, precedence)
      return regrouped.length
    })
    after = last
  }
  await versions.saveRules(RULES)
  if (changed > 0) await index.follow()
  return changed
}
