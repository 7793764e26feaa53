import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { DomainError } from '../domain/errors'

/** Where the pieces of a file are kept. */
export type UploadStore = {
  begin: (owner: string | null) => Promise<string>
  append: (id: string, part: number, bytes: Buffer) => Promise<void>
  countKept: (owner: string | null) => Promise<{ own: number; all: number }>
  removeResumable: (owner: string | null, keep: number) => Promise<void>
  complete: (id: string, file: { sha256: string; bytes: number }) => Promise<void>
  findLength: (id: string) => Promise<number | null>
  findChunk: (id: string, part: number) => Promise<Buffer | null>
  remove: (id: string) => Promise<void>
  removeOld: (hours: number) => Promise<number>
}
/** `sha256` in hexadecimal: equal files are equal work. */
export type StoredUpload = { id: string; sha256: string; bytes: number }
export type Uploads = ReturnType<typeof createUploads>

/** How large one file may be, and how much is kept of one owner's files (a user's, or the instance's) and of everybody's. */
export type UploadLimits = { maxBytes: number; maxOwnBytes: number; maxAllBytes: number }

const PIECE = 1024 ** 2
/** Files of one owner that are kept for imports that were stopped or failed; older ones go when another comes. */
export const RESUMABLE_KEPT = 3
const gone = () => new DomainError('UPLOAD_GONE', 'The file is not kept any more.')

/**
 * Keeps a sent file while it waits to be imported, so that a slow import never holds the connection, and any process can
 * do it. One piece is in memory at a time, on the way in and on the way out.
 */
export function createUploads({ store, ...limits }: { store: UploadStore } & UploadLimits) {
  const { maxBytes } = limits
  return {
    /**
     * Stores a body that a user sends (null: a tool, or a guest). Throws FILE_TOO_LARGE, and UPLOADS_FULL where too much is
     * kept already; leaves nothing behind when it fails.
     */
    async keep(body: ReadableStream, owner: string | null): Promise<StoredUpload> {
      await store.removeResumable(owner, RESUMABLE_KEPT - 1)
      checkKept(await store.countKept(owner), limits)
      const id = await store.begin(owner)
      try {
        const hash = createHash('sha256')
        let bytes = 0
        let part = 0
        for await (const piece of inPieces(limit(Readable.fromWeb(body as WebStream), maxBytes))) {
          hash.update(piece)
          bytes += piece.length
          await store.append(id, part++, piece)
          checkKept(await store.countKept(owner), limits)
        }
        const file = { sha256: hash.digest('hex'), bytes }
        await store.complete(id, file)
        return { id, ...file }
      } catch (error) {
        await store.remove(id).catch(() => undefined)
        throw error
      }
    },

    /** The bytes of a stored file, read as they are asked for. Throws UPLOAD_GONE where it is not kept any more. */
    async *open(id: string): AsyncGenerator<Uint8Array> {
      const left = { bytes: (await store.findLength(id)) ?? -1 }
      if (left.bytes < 0) throw gone()
      for (let part = 0; left.bytes > 0; part++) {
        const piece = await store.findChunk(id, part)
        if (!piece) throw gone()
        left.bytes -= piece.length
        yield piece
      }
    },

    remove: (id: string): Promise<void> => store.remove(id),

    /** Removes files that are older and that no job under way needs; gives how many. */
    removeOlderThan: (hours: number): Promise<number> => store.removeOld(hours),
  }
}

function checkKept({ own, all }: { own: number; all: number }, limits: UploadLimits): void {
  // One file of the greatest size always fits.
  const [maxOwn, maxAll] = [limits.maxOwnBytes, limits.maxAllBytes].map((max) =>
    Math.max(max, limits.maxBytes),
  )
  if (maxOwn !== undefined && own > maxOwn) {
    throw new DomainError(
      'UPLOADS_FULL',
      `Your files that wait to be imported, or can be resumed, take more than ${toMegabytes(maxOwn)}.`,
    )
  }
  if (maxAll !== undefined && all > maxAll) {
    throw new DomainError(
      'UPLOADS_FULL',
      `The files that wait here to be imported take more than ${toMegabytes(maxAll)}.`,
      { hint: 'Try again once they are imported, or raise UPLOADS_MAX_BYTES.' },
    )
  }
}

const toMegabytes = (bytes: number) => `${String(Math.round(bytes / 1024 ** 2))} MB`

async function* limit(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
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

/** The same bytes in pieces of PIECE, the last one shorter. */
async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let piece = Buffer.allocUnsafe(PIECE)
  let filled = 0
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      const taken = Math.min(chunk.length - from, PIECE - filled)
      piece.set(chunk.subarray(from, from + taken), filled)
      from += taken
      filled += taken
      if (filled < PIECE) continue
      yield piece
      piece = Buffer.allocUnsafe(PIECE)
      filled = 0
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}
