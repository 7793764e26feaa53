import type { IndexStore } from './ports'

/** Told of own ids whose tracks changed, or that any may have. */
export type Changes = { forget: (ids: readonly string[]) => void; clear: () => void }

const toTexts = (...all: BigInt64Array[]): string[] => all.flatMap((ids) => Array.from(ids, String))

/** The same store, which tells what every appended batch changed; a version that is new here may bring changes that none of them had. */
export function tellChanges(store: IndexStore, changes: Changes): IndexStore {
  const thenClear = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work
    changes.clear()
    return result
  }
  return {
    ...store,
    build: () => thenClear(store.build()),
    open: (version) => thenClear(store.open(version)),
    copy: (version) => thenClear(store.copy(version)),
    append: async (index, changed) => {
      const count = await store.append(index, changed)
      changes.forget(toTexts(changed.ids, changed.removed))
      return count
    },
  }
}
