import type { ErrorRequestHandler, Request, Response } from 'express'
import { DomainError } from '../domain/errors'
import { endAfterLinger } from './body/leftover'
import { toProblemHtml } from './problem-html'
import { isDataRequest, type RefuseData } from './refuse-data'
import { scopeOf } from './request-scope'

type Options = {
  toDomainError: (error: unknown) => DomainError
  metrics: { countError: (code: string) => void }
  /** Where there are pages. */
  refuseData?: RefuseData
}

/** For programs, whatever they accept. */
const FOR_PROGRAMS = /^\/(api\/|metrics$)/

/**
 * Answers a failure with its status: as a page, as what a page that is open shows, or as {error: {code, message, hint}}. The
 * stack stays in the log.
 */
export function createErrorHandler(options: Options): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const { log, requestId } = scopeOf(request)
    const known = fromPackage(error) ?? options.toDomainError(error)
    options.metrics.countError(known.code)
    if (known.code === 'INTERNAL') log.error({ err: error }, 'request failed')
    if (response.headersSent) {
      next(error)
      return
    }
    sendError(request, response, known, requestId, options).catch(next)
  }
}

async function sendError(
  request: Request,
  response: Response,
  error: DomainError,
  requestId: string,
  { refuseData }: Pick<Options, 'refuseData'>,
): Promise<void> {
  if (error.retryAfterSeconds !== undefined) {
    response.setHeader('retry-after', String(Math.ceil(error.retryAfterSeconds)))
  }
  if (error.status === 401) response.setHeader('www-authenticate', 'Bearer realm="segue"')
  response.status(error.status).setHeader('cache-control', 'no-store')
  response.vary('accept')
  if (refuseData && isDataRequest(request)) {
    const answer = await refuseData(request, error)
    for (const [name, value] of answer.headers) if (!response.hasHeader(name)) response.setHeader(name, value)
    send(request, response, Buffer.from(await answer.arrayBuffer()))
    return
  }
  const wantsPage = !FOR_PROGRAMS.test(request.originalUrl) && request.accepts(['json', 'html']) === 'html'
  const text = wantsPage ? toProblemHtml(error, requestId) : JSON.stringify(error.toBody(requestId))
  response.type(wantsPage ? 'html' : 'json')
  send(request, response, text)
}

function send(request: Request, response: Response, body: string | Buffer): void {
  if (request.complete || request.method === 'HEAD') response.send(body)
  else endAfterLinger(request, response, Buffer.from(body))
}

/** What express and its middlewares refuse has a status of its own. */
function fromPackage(error: unknown): DomainError | null {
  if (!(error instanceof Error) || !('status' in error) || 'hint' in error) return null
  const { status } = error
  if (typeof status !== 'number' || status < 400 || status > 499) return null
  if (status === 413) return new DomainError('BODY_TOO_LARGE', 'The request is too large.')
  if (status === 404) return new DomainError('PAGE_NOT_FOUND', 'There is nothing at this address.')
  return new DomainError('INPUT_INVALID', 'The request could not be read.', {
    hint: 'Send it again as a browser or curl would.',
    cause: error,
  })
}
