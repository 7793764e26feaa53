import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Deps } from './index-keeper'

/**
 * Removes versions beyond the newest `keep` (and as many that were refused), and index files that no version names (a
 * build that was cut short).
 */
export async function removeOldVersions(
  deps: Pick<Deps, 'versions' | 'directory'>,
  keep: number,
): Promise<void> {
  const versions = await deps.versions.list()
  const kept = versions.filter(({ state }) => state === 'kept').slice(keep - 1)
  const refused = versions.filter(({ state }) => state === 'refused').slice(keep)
  for (const old of [...kept, ...refused]) await deps.versions.remove(old.version)
  const named = new Set((await deps.versions.list()).map((version) => version.file))
  for (const file of await readdir(deps.directory)) {
    if (file.startsWith('segue-') && file.endsWith('.faiss') && !named.has(file)) {
      await rm(path.join(deps.directory, file), { force: true })
    }
  }
}
