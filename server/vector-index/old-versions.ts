import type { Deps } from './manager-deps'

/** Removes versions beyond the newest `keep` (and as many that were refused), and what no version names. */
export async function removeOldVersions(deps: Pick<Deps, 'versions' | 'store'>, keep: number): Promise<void> {
  const versions = await deps.versions.list()
  const kept = versions.filter(({ state }) => state === 'kept').slice(keep - 1)
  const refused = versions.filter(({ state }) => state === 'refused').slice(keep)
  for (const old of [...kept, ...refused]) await deps.versions.remove(old.version)
  await deps.store.sweep(new Set((await deps.versions.list()).map(({ file }) => file)))
}
