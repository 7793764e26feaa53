import { DomainError, isDomainError } from '../domain/errors'
import { createClipForm, type ClipForm } from './clip-form'
import { createByteCollector } from './collect-bytes'

export type ClipIntake = ReturnType<typeof createClipIntake>
/** A body as the web has it. */
type Body = ReadableStream<Uint8Array>

type Options = {
  maxBytes: number
  /** Bodies that are read at once at most: each may hold `maxBytes` of memory. */
  maxUploads: number
  /** For the whole body to arrive. */
  timeoutMs: number
}

const RETRY_AFTER_SECONDS = 2

/**
 * Takes clips in: into memory only, as fast as they can be taken, and never more than a number of them at once. A body
 * is read to its end even where it is refused, or a browser would report a broken connection instead of the reason.
 */
export function createClipIntake({ maxBytes, maxUploads, timeoutMs }: Options) {
  let reading = 0

  async function read(body: Body, take: (chunk: Uint8Array) => Promise<void> | void): Promise<void> {
    const isFull = reading >= maxUploads
    reading++
    try {
      await eachChunk(body, timeoutMs, isFull ? () => undefined : take)
    } finally {
      reading--
    }
    if (isFull) {
      throw new DomainError('BUSY', 'Too many clips are being uploaded.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      })
    }
  }

  return {
    maxBytes,

    /** A body that is the file itself. Throws AUDIO_TOO_LARGE, BUSY or BODY_TOO_SLOW. */
    readBytes: async (body: Body): Promise<Uint8Array<ArrayBuffer>> => {
      const collector = createByteCollector(maxBytes)
      await read(body, collector.push)
      return collector.finish()
    },

    /**
     * A form of HTML with the file in its field `clip`. The other fields come whatever becomes of the file, so that a
     * page can show them again. Throws INPUT_INVALID where it is no form, BUSY or BODY_TOO_SLOW.
     */
    readForm: async (body: Body | null, contentType: string | null): Promise<ClipForm> => {
      const form = createClipForm(contentType, maxBytes)
      if (body) await read(body, form.push)
      return form.finish()
    },
  }
}

async function eachChunk(
  body: Body,
  timeoutMs: number,
  take: (chunk: Uint8Array) => Promise<void> | void,
): Promise<void> {
  const reader = body.getReader()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const waited = `${String(Math.round(timeoutMs / 1000))} s`
      reject(new DomainError('BODY_TOO_SLOW', `The clip did not arrive within ${waited}.`))
    }, timeoutMs)
  })
  try {
    for (;;) {
      const next = reader.read().catch((cause: unknown) => {
        if (isDomainError(cause)) throw cause
        throw new DomainError('CANCELLED', 'The connection ended before the clip had arrived.', { cause })
      })
      // Where time runs out, nobody waits for this one any more.
      next.catch(() => undefined)
      const { done, value } = await Promise.race([next, late])
      if (done) return
      await take(value)
    }
  } finally {
    clearTimeout(timer)
    // Not `cancel`: it would end the connection on which the answer goes.
    reader.releaseLock()
  }
}
