import type { IncomingMessage } from 'node:http'
import { ReadableStream as WebStream } from 'node:stream/web'
import { DomainError } from '../../domain/errors'

/**
 * How slowly a body may arrive. Only time in which the server waits for the sender counts: `idleMs` without a byte, and
 * in all `graceMs` and what its bytes take at `bytesPerSecond`.
 */
export type Pace = { idleMs: number; graceMs: number; bytesPerSecond: number }

/** The chunks of a body as they arrive. Throws BODY_TOO_SLOW, or CANCELLED where the client has gone. */
export async function* arriving(request: IncomingMessage, pace: Pace): AsyncGenerator<Buffer, void> {
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, unknown>
  let bytes = 0
  let waited = 0
  for (;;) {
    const allowed = pace.graceMs + (bytes / pace.bytesPerSecond) * 1000 - waited
    const startedAt = performance.now()
    const next = await within(chunks.next(), Math.min(pace.idleMs, allowed))
    waited += performance.now() - startedAt
    if (next.done) return
    bytes += next.value.length
    yield next.value
  }
}

/**
 * The same as the web has it, pulled chunk by chunk. Not Readable.toWeb: when its reader stops early (the file is too large),
 * the next chunk of the request throws where nobody can catch it and ends the process (Node 20.20). The request itself stays
 * open, so that the refusal can still be sent.
 */
export function arrivingStream(request: IncomingMessage, pace: Pace): ReadableStream<Uint8Array> {
  return WebStream.from(arriving(request, pace)) as ReadableStream<Uint8Array>
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const known = work.catch((cause: unknown) => {
    throw new DomainError('CANCELLED', 'The connection ended before the body had arrived.', { cause })
  })
  // Where time runs out, nobody waits for this one any more.
  known.catch(() => undefined)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(new DomainError('BODY_TOO_SLOW', 'The body of the request arrives too slowly.'))
      },
      Math.max(0, ms),
    )
  })
  try {
    return await Promise.race([known, late])
  } finally {
    clearTimeout(timer)
  }
}
