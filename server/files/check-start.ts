import type { ReadableStream as NodeWebStream } from 'node:stream/web'
import { DomainError } from '../domain/errors'
import { toUtf8 } from './decode'
import { findFormat } from './formats/find-format'
import { HEAD_BYTES, takeHead } from './formats/head'
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
    const { head } = await takeHead(toUtf8(iterate(start), { isStart: true }), HEAD_BYTES)
    findFormat(head, filename)
    return concat(start, chunks)
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

/** Not a generator: one that is given up before its first chunk would not let its source go. */
function concat(start: Uint8Array[], rest: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  const first = start.values()
  const source = {
    pull: async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      const head = first.next()
      const next = head.done ? await rest.next() : head
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
    cancel: async () => {
      await rest.return?.()
    },
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

async function* iterate<T>(items: readonly T[]): AsyncGenerator<T> {
  await Promise.resolve()
  yield* items
}
