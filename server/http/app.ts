import path from 'node:path'
import compression from 'compression'
import express, { type Express, type RequestHandler } from 'express'
import { DomainError } from '../domain/errors'
import { apiRoutes } from './api'
import { hangUpWhenAnswered } from './clip'
import { createErrorHandler } from './error-handler'
import { identifyCaller } from './identity'
import { limitRate } from './limit-rate'
import { listenerOfRequest } from './listener'
import type { AppOptions } from './options'
import { passOn } from './pass-on'
import { requestScope } from './request-scope'
import { takeRightOfWay } from './right-of-way'
import { securityHeaders } from './security-headers'
import { showHealth, showMetrics } from './watch'
import { trpcHandler } from './trpc'

/** The web server without a socket: tests call it, server/index.ts listens with it. */
export function createApp(options: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', options.trustProxyHops)
  app.use(requestScope(options))
  app.use(takeRightOfWay(options.rightOfWay))
  app.use(securityHeaders({ secure: options.secure }))
  app.use(compression({ filter: isCompressible }))
  app.use(staticFiles(options.publicDir))
  app.get('/api/health', showHealth)
  if (options.sandboxMedia) app.use(options.sandboxMedia.path, passOn(options.sandboxMedia.handle))
  app.use(identifyCaller(options))
  app.use(limitRate(options.rateLimitPerMinute))
  app.use(listenerOfRequest(options.listeners))
  app.get('/metrics', showMetrics(options))
  app.use(WATCH_PATH, options.streams.handler)
  app.use('/api/trpc', trpcHandler(options))
  app.use('/api', apiRoutes(options))
  app.post(FILE_PATHS, hangUpWhenAnswered)
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

/** Pages whose form brings a file; it is read within bounds of its own, and its page says where it is too large. */
const FILE_PATHS = ['/clip', '/import']

/** Pages read a form whole, so its length is looked at first; browsers always send one. */
function limitForm(maxBytes: number): RequestHandler {
  return (request, _response, next) => {
    if (FILE_PATHS.includes(request.path)) {
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
