import type { ReadableStream as WebStream } from 'node:stream/web'

type Deadline = { timeoutMs: number; signal?: AbortSignal | undefined; late: Error }

/**
 * Does `work` under a signal that aborts with the caller's, and after `timeoutMs`. Throws the caller's reason, or `late`.
 * Chained by hand: AbortSignal.any keeps a reference per request on a long-lived signal.
 */
export async function withDeadline<T>(
  { timeoutMs, signal, late }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const controller = new AbortController()
  const abort = () => {
    controller.abort(signal?.reason)
  }
  const timer = setTimeout(() => {
    controller.abort(late)
  }, timeoutMs)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    return await work(controller.signal)
  } catch (error) {
    signal?.throwIfAborted()
    throw controller.signal.aborted ? late : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** The body of an answer, in a buffer of its own. Throws what `tooLarge` makes once it grows past `maxBytes`. */
export async function readBounded(
  { body, headers }: Response,
  maxBytes: number,
  tooLarge: () => Error,
): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(headers.get('content-length') ?? 0) > maxBytes) {
    await body?.cancel()
    throw tooLarge()
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ? (body as WebStream<Uint8Array>) : []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge()
    chunks.push(chunk)
  }
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
