import { randomBytes, randomUUID } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { DomainError } from '../domain/errors'
import type { Logger } from '../observability/logger'
import { NOBODY, type Caller, type RequestListener } from '../trpc/context'
import { routeLabel } from './route-label'

/** The session of the browser that sent a request; a tool has none. */
export type RequestSession = {
  /** Begins a session of a user who has just proved who they are; the sessions of before are over. */
  signIn: (userId: string) => Promise<void>
  signOut: () => Promise<void>
}

/** A file of tracks, or a clip of audio. */
export type FileKind = 'import' | 'clip'

/** What belongs to one request, from its first line of log to its last. */
export type RequestScope = {
  requestId: string
  log: Logger
  /** Fired by the response's close: engineering fact, the signal of a Request is lost at garbage collection. */
  signal: AbortSignal
  cspNonce: string
  caller: Caller
  listener: RequestListener
  session: RequestSession | null
  /** Where the request says it was sent to, such as https://example.org. */
  origin: string
  /** Takes points from whoever asks. Throws RATE_LIMITED where they are used up. */
  spend: (points: number) => Promise<void>
  /** What file its body is, read while it arrives; null where the body is small. */
  fileKind: FileKind | null
  /** No proxy has passed it on. */
  isDirect: boolean
}

const scopes = new WeakMap<Request, RequestScope>()
const REQUEST_ID = /^[\w.-]{8,64}$/
const MAX_LOGGED_PATH = 300

/** The scope of a request. Throws where `requestScope` did not run. */
export function scopeOf(request: Request): RequestScope {
  const scope = scopes.get(request)
  if (!scope) throw new Error('the request has no scope')
  return scope
}

/** Each middleware that holds something for a request waits for its end, and so do compression and a page's stream. */
const MAX_LISTENERS = 20

type Options = {
  log: Logger
  metrics: {
    observeRequest: (labels: { method: string; route: string; status: number }, seconds: number) => void
  }
}

/** Gives a request its id (a proxy's is kept), logger, signal and nonce, and logs how it ended. */
export function requestScope({ log, metrics }: Options): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? ''
    const requestId = REQUEST_ID.test(given) ? given : randomUUID()
    const controller = new AbortController()
    const child = log.child({ requestId })
    const startedAt = performance.now()
    const { method } = request
    response.setHeader('x-request-id', requestId)
    response.setMaxListeners(MAX_LISTENERS)
    response.on('close', () => {
      if (!response.writableFinished) controller.abort(new DomainError('CANCELLED', 'The client has gone.'))
      const ms = Math.round(performance.now() - startedAt)
      const status = response.statusCode
      // Not `request.path`: a router that ends a request leaves it with the path below its own mount.
      const path = request.originalUrl.split('?', 1)[0]?.slice(0, MAX_LOGGED_PATH) ?? ''
      metrics.observeRequest({ method, route: routeLabel(path), status }, ms / 1000)
      child.info({ method, path, status, ms }, 'request')
    })
    scopes.set(request, {
      requestId,
      log: child,
      signal: controller.signal,
      cspNonce: randomBytes(16).toString('base64'),
      caller: { kind: 'guest' },
      listener: NOBODY,
      session: null,
      origin: 'http://localhost',
      isDirect: false,
      fileKind: null,
      spend: () => Promise.resolve(),
    })
    next()
  }
}
