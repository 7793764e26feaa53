import type { RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { DomainError } from '../domain/errors'
import { scopeOf } from './request-scope'

/** Per address; a service token is its own permission and is not counted. */
export function limitRate(perMinute: number): RequestHandler {
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
