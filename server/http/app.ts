import path from 'node:path'
import compression from 'compression'
import express, { type Express, type RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { DomainError } from '../domain/errors'
import { apiRoutes } from './api'
import { hangUpWhenAnswered } from './clip'
import { createErrorHandler } from './error-handler'
import { identify } from './identity'
import { listenerOfRequest } from './listener'
import type { AppOptions } from './options'
import { passOn } from './pass-on'
import { requestScope, scopeOf } from './request-scope'
import { securityHeaders } from './security-headers'
import { trpcHandler } from './trpc'

/** The web server without a socket: tests call it, server/index.ts listens with it. */
export function createApp(options: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', options.trustProxyHops)
  app.use(requestScope(options))
  app.use(securityHeaders({ secure: options.secure }))
  app.use(compression({ filter: isCompressible }))
  app.use(staticFiles(options.publicDir))
  app.get('/api/health', (_request, response) => {
    response.json({ status: 'ok' })
  })
  if (options.sandboxMedia) app.use(options.sandboxMedia.path, passOn(options.sandboxMedia.handle))
  app.use((request, _response, next) => {
    identify(request, options.verifyToken).then((caller) => {
      scopeOf(request).caller = caller
      next()
    }, next)
  })
  app.use(limitRate(options.rateLimitPerMinute))
  app.use(listenerOfRequest(options.listeners))
  app.get('/metrics', showMetrics(options))
  app.use(WATCH_PATH, options.streams.handler)
  app.use('/api/trpc', trpcHandler(options))
  app.use('/api', apiRoutes(options))
  app.post(CLIP_PATH, hangUpWhenAnswered)
  app.use(limitForm(options.bodyMaxBytes))
  app.all('*', options.pages)
  app.use(createErrorHandler(options))
  return app
}

/** The one call whose answer goes on: how a job does. */
const WATCH_PATH = '/api/trpc/job.watch'

/** Events are sent one by one as they come; compressed, each would need a block of its own. */
const isCompressible: compression.CompressionFilter = (request, response) =>
  !String(response.getHeader('content-type')).startsWith('text/event-stream') &&
  compression.filter(request, response)

/** For the operator: with a service token, or from an instance that is open to everybody who reaches it. */
function showMetrics({ metrics, openAccess }: AppOptions): RequestHandler {
  return (request, response, next) => {
    if (!openAccess && scopeOf(request).caller.kind !== 'service') {
      throw new DomainError('TOKEN_MISSING', 'The metrics of a private instance need a service token.')
    }
    metrics.read().then((text) => response.type(metrics.contentType).send(text), next)
  }
}

/** Built assets carry a hash in their name and never change; the rest is looked at again after an hour. */
function staticFiles(publicDir: string): RequestHandler {
  const router = express.Router()
  router.use(
    '/build',
    express.static(path.join(publicDir, 'build'), { immutable: true, maxAge: '1y', index: false }),
  )
  router.use(express.static(publicDir, { maxAge: '1h', index: false, redirect: false }))
  return router
}

/** The page whose form brings a file; it is read within bounds of its own, and its page says where it is too large. */
const CLIP_PATH = '/clip'

/** Pages read a form whole, so its length is looked at first; browsers always send one. */
function limitForm(maxBytes: number): RequestHandler {
  return (request, _response, next) => {
    if (request.path === CLIP_PATH) {
      next()
      return
    }
    const length = Number(request.get('content-length') ?? 0)
    if (length > maxBytes || request.get('transfer-encoding') !== undefined) {
      throw new DomainError('BODY_TOO_LARGE', 'The form is too large, or does not say how large it is.')
    }
    next()
  }
}

/** Per address; a service token is its own permission and is not counted. */
function limitRate(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // A client that has gone already has no address any more.
    keyGenerator: (request) => (request.ip === undefined ? 'gone' : ipKeyGenerator(request.ip)),
    skip: (request) => scopeOf(request).caller.kind === 'service',
    handler: () => {
      throw new DomainError('RATE_LIMITED', 'Too many requests from this address.', { retryAfterSeconds: 60 })
    },
  })
}
