import { ReadableStream as WebStream, type ReadableStream as NodeWebStream } from 'node:stream/web'
import { DomainError } from '../domain/errors'
import { toUtf8 } from './decode'
import { findFormat } from './formats/find-format'
import { takeHead } from './formats/head'
import { HEAD_BYTES } from './read-track-file'
import { quoted } from './row-error'

/**
 * Looks at the start of a file while it arrives, so that what is no list of tracks is refused before it is kept; gives
 * all of it, from the first byte on. Throws FILE_NOT_A_TABLE or FILE_LAYOUT_UNKNOWN.
 */
export async function checkStart(
  body: ReadableStream<Uint8Array>,
  filename: string,
): Promise<ReadableStream<Uint8Array>> {
  const chunks = (body as NodeWebStream<Uint8Array>)[Symbol.asyncIterator]()
  try {
    const start = await takeStart(chunks)
    if (start.length === 0) throw new DomainError('FILE_NOT_A_TABLE', `${quoted(filename)} is empty.`)
    const { head } = await takeHead(toUtf8(iterate(start)), HEAD_BYTES)
    findFormat(head, filename)
    return WebStream.from(concat(start, chunks)) as ReadableStream<Uint8Array>
  } catch (error) {
    await chunks.return?.()
    throw error
  }
}

async function takeStart(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const start: Uint8Array[] = []
  for (let size = 0; size < HEAD_BYTES;) {
    const next = await chunks.next()
    if (next.done) break
    start.push(next.value)
    size += next.value.byteLength
  }
  return start
}

async function* concat(start: Uint8Array[], rest: AsyncIterableIterator<Uint8Array>) {
  try {
    yield* start
    yield* rest
  } finally {
    // Also where its reader stops before the rest: whoever sends it is let go.
    await rest.return?.()
  }
}

async function* iterate<T>(items: readonly T[]): AsyncGenerator<T> {
  await Promise.resolve()
  yield* items
}
