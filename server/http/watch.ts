import type { RequestHandler } from 'express'
import { DomainError } from '../domain/errors'
import type { AppOptions } from './options'
import { scopeOf } from './request-scope'

/** What a process shows to those who watch over it, whatever its role. */

export const showHealth: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' })
}

export function showReadiness({ readiness }: Pick<AppOptions, 'readiness'>): RequestHandler {
  return (_request, response, next) => {
    readiness().then((state) => response.status(state.ready ? 200 : 503).json(state), next)
  }
}

/** For the operator: with a service token, or from an instance that is open to everybody who reaches it. */
export function showMetrics({
  metrics,
  openAccess,
}: Pick<AppOptions, 'metrics' | 'openAccess'>): RequestHandler {
  return (request, response, next) => {
    if (!openAccess && scopeOf(request).caller.kind !== 'service') {
      throw new DomainError('TOKEN_MISSING', 'The metrics of a private instance need a service token.')
    }
    metrics.read().then((text) => response.type(metrics.contentType).send(text), next)
  }
}
