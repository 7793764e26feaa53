import { existsSync } from 'node:fs'
import path from 'node:path'
import type { UploadStore } from '../files/uploads'
import { requireSpace, type CheckSpace } from './disk-space'
import type { CatalogStore } from '../catalog/ports'
import type { IndexThreads } from '../vector-index/ports'

/** A segment of the log, what starting writes, and some to spare; a new database is 40 MB and its first segments. */
const START_BYTES = 32 * 1024 ** 2
const NEW_DATABASE_BYTES = 128 * 1024 ** 2

/** Throws DISK_FULL where a database of our own has no room to start in `dataDir`. */
export async function requireSpaceToStart(dataDir: string): Promise<void> {
  const isNew = !existsSync(path.join(dataDir, 'postgres-password'))
  await requireSpace(dataDir, isNew ? NEW_DATABASE_BYTES : START_BYTES)
}

/** The catalog, which takes no batch that would touch the reserve of the disk: DISK_FULL. */
export function keepReserve(catalog: CatalogStore, checkSpace: CheckSpace): CatalogStore {
  return {
    ...catalog,
    async transaction(work, options) {
      await checkSpace()
      return catalog.transaction(work, options)
    },
  }
}

/** Files on their way in, each piece of which leaves the reserve free: DISK_FULL. */
export function keepReserveOfUploads(store: UploadStore, checkSpace: CheckSpace): UploadStore {
  return {
    ...store,
    async begin(owner) {
      await checkSpace()
      return store.begin(owner)
    },
    async append(id, part, bytes) {
      await checkSpace(bytes.length)
      await store.append(id, part, bytes)
    },
  }
}

/** Builds, which begin where the file that they write leaves the reserve free: DISK_FULL. */
export function keepReserveOfBuilds(threads: IndexThreads, checkSpace: CheckSpace): IndexThreads {
  return {
    ...threads,
    async build(task) {
      await checkSpace(task.shaped.byteLength + task.ids.byteLength)
      return threads.build(task)
    },
  }
}
