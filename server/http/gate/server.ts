import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { DomainError } from '../../domain/errors'
import { MAX_URL } from './address'

const HEADERS_TIMEOUT_MS = 20_000
const TIMEOUT_CHECK_MS = 2000
/** A client that takes nothing of its answer for so long has gone, or means to fill our memory. */
const UNREAD_TIMEOUT_MS = 30_000

/**
 * A server whose refusals of what is no request at all have a sentence too. Bodies have times of their own; an answer that
 * is not read for `unreadMs` ends with its connection, however long it took to make.
 */
export function createHttpServer(listener: RequestListener, unreadMs = UNREAD_TIMEOUT_MS): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: 0,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      // Whoever names no host is told so by the gate.
      requireHostHeader: false,
    },
    listener,
  )
  const answers = new WeakMap<Duplex, ServerResponse>()
  server.on('request', ({ socket }, response) => answers.set(socket, response))
  // With a listener of its own, Node ends no connection by itself: neither one that rests, nor one that waits for its answer.
  server.setTimeout(unreadMs, (socket: Socket) => {
    const last = answers.get(socket)
    if (!last || last.writableFinished || socket.writableLength > 0) socket.destroy()
  })
  server.on('clientError', (error, socket) => {
    const last = answers.get(socket)
    // An answer that is half sent cannot be followed by another.
    if (!socket.writable || (last?.headersSent && !last.writableFinished)) socket.destroy()
    else answerClientError(error, socket)
  })
  return server
}

type ClientError = Error & { code?: string; rawPacket?: Buffer }

function answerClientError(error: ClientError, socket: Duplex): void {
  const known = toKnown(error)
  const body = JSON.stringify(known.toBody())
  socket.end(
    [
      `HTTP/1.1 ${String(known.status)} ${known.code}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${String(Buffer.byteLength(body))}`,
      'X-Content-Type-Options: nosniff',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

function toKnown({ code, rawPacket }: ClientError): DomainError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new DomainError('BODY_TOO_SLOW', 'The headers of the request arrive too slowly.')
  }
  if (code !== 'HPE_HEADER_OVERFLOW') {
    return new DomainError('INPUT_INVALID', 'This is no request that HTTP knows.', {
      hint: 'Send it as a browser or curl would.',
    })
  }
  const lineEnd = rawPacket?.indexOf('\r\n') ?? 0
  if (lineEnd < 0 || lineEnd > MAX_URL) {
    return new DomainError('URL_TOO_LONG', `The address is longer than ${String(MAX_URL)} letters.`)
  }
  return new DomainError('HEADERS_TOO_LARGE', 'The headers of the request are too large.')
}
