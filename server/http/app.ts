import path from 'node:path'
import compression from 'compression'
import express, { type Express, type RequestHandler } from 'express'
import { apiRoutes } from './routes/api'
import { collectBodies } from './body/collect'
import { dropLeftover } from './body/leftover'
import { createErrorHandler } from './error-handler'
import { checkRequest } from './gate/gate'
import { identifyWithinLimits } from './limits/limit-requests'
import { listenerOfRequest } from './routes/listener'
import type { AppOptions } from './options'
import { passOn } from './routes/pass-on'
import { requestScope } from './request-scope'
import { securityHeaders } from './security-headers'
import { showHealth, showMetrics } from './routes/watch'
import { trpcHandler } from './routes/trpc'

/** The web server without a socket: tests call it, server/index.ts listens with it. */
export function createApp(options: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', options.trustProxyHops)
  app.set('case sensitive routing', true)
  app.use(requestScope(options))
  app.use(dropLeftover)
  app.use(securityHeaders(options))
  app.use(checkRequest(options))
  app.use(compression({ filter: isCompressible }))
  app.use(staticFiles(options.publicDir))
  app.get('/api/health', showHealth)
  if (options.sandboxMedia) app.use(options.sandboxMedia.path, passOn(options.sandboxMedia.handle))
  app.use(identifyWithinLimits(options))
  app.use(listenerOfRequest(options.listeners, options.rates))
  app.get('/metrics', showMetrics(options))
  app.use(collectBodies(options.bodies))
  app.use(options.streams.handler)
  app.use('/api/trpc', trpcHandler(options))
  app.use('/api', apiRoutes(options))
  app.all('*', options.pages)
  app.use(createErrorHandler(options))
  return app
}

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
