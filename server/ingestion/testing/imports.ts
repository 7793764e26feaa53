import type { ImportFileDeps } from '../files/import-file'
import type { createMemoryCatalog } from '../../catalog/testing/fakes'

/** How far files were imported, over a catalog in memory. */
export function createMemoryImports({
  imports,
  tracks,
}: ReturnType<typeof createMemoryCatalog>): ImportFileDeps['imports'] {
  return {
    find: (key) => Promise.resolve(imports.get(JSON.stringify(key)) ?? null),
    remove: (key) => {
      imports.delete(JSON.stringify(key))
      return Promise.resolve()
    },
    findIds: (some) =>
      Promise.resolve(some.map(({ spotifyId, name }) => tracks.get(spotifyId ?? `f-${name}`)?.id ?? null)),
  }
}
