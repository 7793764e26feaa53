import type { ErrorRequestHandler, Response } from 'express'
import { DomainError } from '../domain/errors'
import { scopeOf } from './request-scope'

type Options = {
  toDomainError: (error: unknown) => DomainError
  metrics: { countError: (code: string) => void }
}

/** Answers a failure as {error: {code, message, hint}} with its status; the stack stays in the log. */
export function createErrorHandler(options: Options): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const { log, requestId } = scopeOf(request)
    const known = fromBodyParser(error) ?? options.toDomainError(error)
    options.metrics.countError(known.code)
    if (known.code === 'INTERNAL') log.error({ err: error }, 'request failed')
    if (response.headersSent) {
      next(error)
      return
    }
    sendError(response, known, requestId)
  }
}

export function sendError(response: Response, error: DomainError, requestId: string): void {
  if (error.retryAfterSeconds !== undefined) {
    response.setHeader('retry-after', String(Math.ceil(error.retryAfterSeconds)))
  }
  if (error.status === 401) response.setHeader('www-authenticate', 'Bearer realm="segue"')
  response.status(error.status).json(error.toBody(requestId))
}

/** Express's JSON parser speaks with `type`. */
function fromBodyParser(error: unknown): DomainError | null {
  if (!(error instanceof Error) || !('type' in error)) return null
  if (error.type === 'entity.too.large') return new DomainError('BODY_TOO_LARGE', 'The request is too large.')
  if (error.type === 'entity.parse.failed') {
    return new DomainError('INPUT_INVALID', 'The body is not JSON.', {
      hint: 'Send a JSON object such as {"url": "…"}.',
    })
  }
  if (error.type === 'encoding.unsupported' || error.type === 'charset.unsupported') {
    return new DomainError('INPUT_INVALID', 'The body has an encoding that is not read here.', {
      hint: 'Send UTF-8.',
    })
  }
  return null
}
