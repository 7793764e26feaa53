import { createExpressMiddleware } from '@trpc/server/adapters/express'
import type { RequestHandler } from 'express'
import type { DomainError } from '../domain/errors'
import { toReadable } from '../trpc/init'
import { appRouter } from '../trpc/router'
import type { Services } from '../trpc/services'
import { createContext } from './context'
import { handleUpload } from './upload'

type Options = {
  services: Services
  openAccess: boolean
  guestsMayImport: boolean
  bodyMaxBytes: number
  toDomainError: (error: unknown) => DomainError
}

/** Calls in one batch at most. */
const MAX_BATCH = 20
/** The calls whose body is a file. */
const UPLOAD_PATHS = ['/import.file', '/clip.hear']

/** tRPC over HTTP. Mounted on express and not in a Remix route, so that bodies stream and signals are ours. */
export function trpcHandler(options: Options): RequestHandler {
  const handleCall = createExpressMiddleware({
    router: appRouter,
    createContext: ({ req }) => createContext(req, options),
    maxBodySize: options.bodyMaxBytes,
    maxBatchSize: MAX_BATCH,
    // Lets a query with a long list of ids travel as a POST.
    allowMethodOverride: true,
    responseMeta({ errors }) {
      const seconds = errors[0] ? toReadable(errors[0]).retryAfterSeconds : undefined
      // Answers follow the taste of whoever asks; no cache on the way may give them to somebody else.
      const headers = { 'cache-control': 'no-store' }
      if (seconds === undefined) return { headers }
      return { headers: { ...headers, 'retry-after': String(Math.ceil(seconds)) } }
    },
  })
  return (request, response, next) => {
    if (request.method === 'POST' && UPLOAD_PATHS.includes(request.path)) {
      handleUpload(request, response, createContext(request, options)).catch(next)
    } else {
      handleCall(request, response, next)
    }
  }
}
