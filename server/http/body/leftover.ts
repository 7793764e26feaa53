import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler } from 'express'

/**
 * A client that sends on while it is answered is read as long as each interval brings this many bytes, and for LONGEST_MS
 * in all: most clients read the answer only when they have sent everything.
 */
const INTERVAL_MS = 5000
const BYTES_PER_INTERVAL = 32 * 1024
const LONGEST_MS = 30_000

/**
 * Answers whoever is still sending, then ends the connection. What arrives meanwhile is dropped: a connection that ends
 * with bytes unread is reset, and the client may lose the answer.
 */
export function endAfterLinger(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  response.setHeader('connection', 'close')
  response.setHeader('content-length', body.length)
  response.write(body)
  linger(request, () => response.end())
}

/**
 * Reads on what a request has left when it is answered, for a while: the next request of its connection comes behind it.
 * Then the connection ends.
 */
export const dropLeftover: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    if (!request.complete) linger(request, () => request.destroy())
  })
  next()
}

/** Drops what arrives, and calls `end` once: when it has all arrived, comes too slowly or for too long. */
function linger(request: IncomingMessage, end: () => void): void {
  let bytes = 0
  let left = LONGEST_MS / INTERVAL_MS
  let isOver = false
  const stop = () => {
    if (isOver) return
    isOver = true
    clearInterval(timer)
    request.off('end', stop).off('close', stop)
    end()
  }
  const check = () => {
    left--
    if (bytes < BYTES_PER_INTERVAL || left === 0) stop()
    bytes = 0
  }
  // Where this process itself was held up, timers come before what has arrived meanwhile: that is read first.
  const timer = setInterval(() => setImmediate(check), INTERVAL_MS)
  request.once('end', stop).once('close', stop)
  request.removeAllListeners('data').removeAllListeners('readable')
  request.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume()
}
