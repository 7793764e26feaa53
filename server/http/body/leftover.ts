import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler } from 'express'

/** Time that a client has to read the answer to a body that it is still sending. */
const LINGER_MS = 2000

/**
 * Answers whoever is still sending, then ends the connection. What arrives meanwhile is dropped: a connection that ends
 * with bytes unread is reset, and the client may lose the answer.
 */
export function endAfterLinger(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  response.setHeader('connection', 'close')
  response.setHeader('content-length', body.length)
  response.write(body)
  drop(request)
  const end = () => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(end, LINGER_MS)
  request.once('end', end)
  request.once('close', end)
}

/**
 * Reads on what a request has left when it is answered, for a while: the next request of its connection comes behind it.
 * Then the connection ends.
 */
export const dropLeftover: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    if (request.complete) return
    drop(request)
    const timer = setTimeout(() => request.destroy(), LINGER_MS)
    request.once('close', () => {
      clearTimeout(timer)
    })
  })
  next()
}

function drop(request: IncomingMessage): void {
  request.removeAllListeners('data').removeAllListeners('readable').resume()
}
