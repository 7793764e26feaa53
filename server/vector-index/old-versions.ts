import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Deps } from './index-keeper'

/** Removes versions beyond the newest `keep`, and index files that no version names (a build that was cut short). */
export async function removeOldVersions(
  deps: Pick<Deps, 'versions' | 'directory'>,
  keep: number,
): Promise<void> {
  const versions = await deps.versions.list()
  for (const old of versions.filter((version) => version.state !== 'current').slice(keep - 1)) {
    await deps.versions.remove(old.version)
  }
  const named = new Set((await deps.versions.list()).map((version) => version.file))
  for (const file of await readdir(deps.directory)) {
    if (file.startsWith('segue-') && file.endsWith('.faiss') && !named.has(file)) {
      await rm(path.join(deps.directory, file), { force: true })
    }
  }
}
