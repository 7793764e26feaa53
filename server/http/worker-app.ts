import express, { type Express } from 'express'
import { DomainError } from '../domain/errors'
import { dropLeftover } from './body/leftover'
import { createErrorHandler } from './error-handler'
import { checkRequest } from './gate/gate'
import { identifyWithinLimits } from './limits/limit-requests'
import type { AppOptions } from './options'
import { requestScope } from './request-scope'
import { securityHeaders } from './security-headers'
import { showHealth, showMetrics, showReadiness } from './routes/watch'

type Options = Pick<
  AppOptions,
  | 'verifyToken'
  | 'readiness'
  | 'toDomainError'
  | 'log'
  | 'metrics'
  | 'local'
  | 'openAccess'
  | 'secure'
  | 'hstsSubdomains'
  | 'hosts'
  | 'trustProxyHops'
  | 'rates'
>

/** The port of a process that does jobs only: whether it lives, whether it is ready, and its figures. */
export function createWorkerApp(options: Options): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', options.trustProxyHops)
  app.use(requestScope(options))
  app.use(dropLeftover)
  app.use(securityHeaders(options))
  app.use(checkRequest(options))
  app.get('/api/health', showHealth)
  app.use(identifyWithinLimits(options))
  app.get('/api/ready', showReadiness(options))
  app.get('/metrics', showMetrics(options))
  app.use(() => {
    throw new DomainError('PAGE_NOT_FOUND', 'This process does jobs and has no pages.', {
      hint: 'Ask a process with ROLE=web or all.',
    })
  })
  app.use(createErrorHandler(options))
  return app
}
