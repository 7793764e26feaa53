import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Deps } from './index-keeper'

/** No file takes so long to write; a younger one may be another process's that is at it. */
const UNFINISHED_MS = 60 * 60 * 1000

/**
 * Removes versions beyond the newest `keep` (and as many that were refused), and index files that no version names: what
 * is left of a build that was cut short.
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
    if (!file.startsWith('segue-')) continue
    const whole = path.join(deps.directory, file)
    const unnamed = file.endsWith('.faiss') && !named.has(file)
    if (unnamed || (file.endsWith('.part') && (await isOld(whole)))) await rm(whole, { force: true })
  }
}

async function isOld(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs > UNFINISHED_MS
}
