import type { AppLoadContext } from '@remix-run/node'
import { toDomainError } from '~server/domain/errors'

type Reporter = Pick<AppLoadContext, 'requestId' | 'reportError'>

/**
 * A failure as the Response that a loader throws: status, ErrorBody as JSON, Retry-After where one is known. A bug is
 * reported here, because Remix tells handleError of thrown errors only, not of thrown Responses.
 */
export function toResponse(error: unknown, context: Reporter): Response {
  if (error instanceof Response) return error
  const failure = toDomainError(error)
  if (failure.code === 'INTERNAL') context.reportError(error)
  const headers: HeadersInit =
    failure.retryAfterSeconds === undefined
      ? {}
      : { 'Retry-After': String(Math.ceil(failure.retryAfterSeconds)) }
  return Response.json(failure.toBody(context.requestId), { status: failure.status, headers })
}

/** What `ask` gives, or its failure thrown as a Response. */
export async function orResponse<T>(context: Reporter, ask: () => Promise<T> | T): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw toResponse(error, context)
  }
}
