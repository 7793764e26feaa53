import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { DomainError } from '../domain/errors'

/** Throws DISK_FULL where the reserve would be touched once so many more bytes are written. */
export type CheckSpace = (bytesToCome?: number) => Promise<void>

const MB = 1024 ** 2
const toMb = (bytes: number): string => `${String(Math.max(0, Math.floor(bytes / MB)))} MB`

/**
 * Keeps `reserveBytes` free on the disks of these folders: PostgreSQL ends where it cannot write its log, so what may be
 * put off is refused before that.
 */
export function createCheckSpace(folders: readonly string[], reserveBytes: number): CheckSpace {
  return async (bytesToCome = 0) => {
    for (const folder of new Set(folders)) {
      const { bavail, bsize } = await statfs(folder)
      const free = bavail * bsize
      if (free - bytesToCome >= reserveBytes) continue
      throw new DomainError(
        'DISK_FULL',
        `The disk of the server is nearly full: ${toMb(free)} are free, of which ${toMb(reserveBytes)} stay free.`,
      )
    }
  }
}

/** Throws DISK_FULL where less than `bytes` are free on the disk of `folder`, which may not be there yet, and which a start needs. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  let there = folder
  while (!existsSync(there) && there !== path.dirname(there)) there = path.dirname(there)
  const { bavail, bsize } = await statfs(there)
  const free = bavail * bsize
  if (free >= bytes) return
  throw new DomainError(
    'DISK_FULL',
    `${toMb(free)} are free on the disk of ${folder}, and a start needs ${toMb(bytes)}.`,
  )
}
