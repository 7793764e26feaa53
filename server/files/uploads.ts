import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { DomainError } from '../domain/errors'

export type StoredUpload = { open: () => AsyncIterable<Uint8Array>; remove: () => Promise<void> }
export type Uploads = ReturnType<typeof createUploads>

/** Keeps a sent file on disk while it is imported, so that a slow import never holds the connection or the memory. */
export function createUploads({ directory, maxBytes }: { directory: string; maxBytes: number }) {
  return {
    /** Streams a body to disk. Throws FILE_TOO_LARGE, and leaves nothing behind when it fails. */
    async keep(body: ReadableStream): Promise<StoredUpload> {
      await mkdir(directory, { recursive: true })
      const file = path.join(directory, randomUUID())
      try {
        await pipeline(
          Readable.fromWeb(body as WebStream),
          limit(maxBytes),
          createWriteStream(file, { mode: 0o600 }),
        )
      } catch (error) {
        await rm(file, { force: true })
        throw error
      }
      return { open: () => createReadStream(file), remove: () => rm(file, { force: true }) }
    },

    /** Removes files that no import can still be reading; gives how many. */
    async removeOlderThan(hours: number): Promise<number> {
      const before = Date.now() - hours * 3_600_000
      const names = await readdir(directory).catch(() => [])
      const removed = await Promise.all(
        names.map(async (name) => {
          const file = path.join(directory, name)
          const age = await stat(file).catch(() => null)
          if (!age || age.mtimeMs >= before) return 0
          await rm(file, { force: true })
          return 1
        }),
      )
      return removed.reduce<number>((sum, n) => sum + n, 0)
    },

    /** Removes what a process left behind that was killed. */
    async clear(): Promise<void> {
      const left = await readdir(directory).catch(() => [])
      await Promise.all(left.map((name) => rm(path.join(directory, name), { force: true })))
    },
  }
}

function limit(maxBytes: number) {
  return async function* (chunks: AsyncIterable<Uint8Array>) {
    let bytes = 0
    for await (const chunk of chunks) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) {
        throw new DomainError(
          'FILE_TOO_LARGE',
          `The file is larger than ${String(Math.round(maxBytes / 1024 ** 2))} MB.`,
        )
      }
      yield chunk
    }
  }
}
