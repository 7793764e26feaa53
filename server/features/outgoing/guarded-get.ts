import http from 'node:http'
import https from 'node:https'
import { createCheckedLookup, resolveBySystem, type Resolve } from './checked-lookup'
import { checkUrl, type Destination } from './destination'
import { OutgoingFault } from './outgoing-fault'

export type OutgoingRequest = {
  destination: Destination
  /** What is wanted, and the beginnings of content types that are taken for it. */
  accept: string
  types: readonly string[]
  maxBytes: number
  /** Of the whole exchange. */
  timeoutMs: number
  /** Asks for status and headers alone (HEAD): a redirect is told then, and still not followed. */
  headOnly?: boolean
  userAgent?: string
  signal?: AbortSignal | undefined
}
export type OutgoingAnswer = {
  status: number
  headers: http.IncomingHttpHeaders
  /** In a buffer of its own. */
  body: Uint8Array<ArrayBuffer>
}
export type GuardedGet = (url: string, request: OutgoingRequest) => Promise<OutgoingAnswer>

/** Some services turn away the names that libraries give themselves. */
const USER_AGENT = 'Segue (self-hosted music recommendations)'
const SOCKETS_PER_HOST = 8
const OK = 200

/**
 * GETs from the outside: only from the destination of the request, over TLS, at public addresses, without following
 * redirects, within a size and a time, and only what was asked for. node:http and node:https connect through a lookup
 * that checks what it hands out. Throws OutgoingFault, or the signal's reason.
 */
export function createGuardedGet(resolve: Resolve = resolveBySystem): {
  get: GuardedGet
  close: () => Promise<void>
} {
  const lookup = createCheckedLookup(resolve)
  const options = { keepAlive: true, maxSockets: SOCKETS_PER_HOST }
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }

  function exchange(url: URL, request: OutgoingRequest, signal: AbortSignal): Promise<OutgoingAnswer> {
    return new Promise((done, fail) => {
      const plain = url.protocol === 'http:'
      const outgoing = (plain ? http : https).request(url, {
        method: request.headOnly ? 'HEAD' : 'GET',
        agent: plain ? agents['http:'] : agents['https:'],
        lookup,
        signal,
        headers: {
          accept: request.accept,
          'accept-encoding': 'identity',
          'user-agent': request.userAgent ?? USER_AGENT,
        },
      })
      outgoing.once('error', fail)
      outgoing.once('response', (incoming) => {
        readAnswer(incoming, request).then(done, (error: unknown) => {
          incoming.destroy()
          fail(error instanceof Error ? error : new Error('the answer broke off'))
        })
      })
      outgoing.end()
    })
  }

  return {
    async get(text, asked) {
      const { signal, timeoutMs, destination } = asked
      const url = checkUrl(text, destination)
      signal?.throwIfAborted()
      // Chained by hand: AbortSignal.any keeps a reference per request on a long-lived signal.
      const controller = new AbortController()
      const abort = () => {
        controller.abort()
      }
      const late = new OutgoingFault('timed-out', `${url.host} did not answer in time.`)
      const timer = setTimeout(() => {
        controller.abort(late)
      }, timeoutMs)
      signal?.addEventListener('abort', abort, { once: true })
      try {
        return await exchange(url, asked, controller.signal)
      } catch (error) {
        signal?.throwIfAborted()
        if (controller.signal.reason === late) throw late
        if (error instanceof OutgoingFault) throw error
        throw new OutgoingFault('unreachable', `${url.host} does not answer.`, { cause: error })
      } finally {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
      }
    },
    close: () => {
      agents['http:'].destroy()
      agents['https:'].destroy()
      return Promise.resolve()
    },
  }
}

async function readAnswer(
  incoming: http.IncomingMessage,
  { types, maxBytes, headOnly }: OutgoingRequest,
): Promise<OutgoingAnswer> {
  const { statusCode: status = 0, headers } = incoming
  if (headOnly) {
    incoming.destroy()
    return { status, headers, body: new Uint8Array(0) }
  }
  if (status >= 300 && status < 400) {
    throw new OutgoingFault('refused', 'The source sends us elsewhere; redirects are not followed.')
  }
  const type = headers['content-type'] ?? ''
  const encoding = headers['content-encoding'] ?? 'identity'
  if (status === OK && (encoding !== 'identity' || !types.some((prefix) => type.startsWith(prefix)))) {
    throw new OutgoingFault('wrong-type', 'The source sends something else than was asked for.')
  }
  const tooLarge = () => new OutgoingFault('too-large', 'The source sends more than is taken.')
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw tooLarge()
    chunks.push(chunk)
  }
  const body = new Uint8Array(bytes)
  let at = 0
  for (const chunk of chunks) {
    body.set(chunk, at)
    at += chunk.byteLength
  }
  return { status, headers, body }
}
