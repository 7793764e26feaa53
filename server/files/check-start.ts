import { Readable } from 'node:stream'
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
  const chunks = Readable.fromWeb(body as NodeWebStream<Uint8Array>).iterator({
    destroyOnReturn: false,
  }) as AsyncIterableIterator<Uint8Array>
  const start: Uint8Array[] = []
  let ended = false
  for (let size = 0; size < HEAD_BYTES;) {
    const next = await chunks.next()
    if (next.done) {
      ended = true
      break
    }
    start.push(next.value)
    size += next.value.byteLength
  }
  if (ended && start.length === 0) throw new DomainError('FILE_NOT_A_TABLE', `${quoted(filename)} is empty.`)
  const { head } = await takeHead(toUtf8(iterate(start)), HEAD_BYTES)
  findFormat(head, filename)
  async function* whole() {
    yield* start
    if (!ended) yield* chunks
  }
  return WebStream.from(whole()) as ReadableStream<Uint8Array>
}

async function* iterate<T>(items: readonly T[]): AsyncGenerator<T> {
  await Promise.resolve()
  yield* items
}
