import { createExpressMiddleware } from '@trpc/server/adapters/express'
import type { RequestHandler } from 'express'
import { DomainError } from '../../domain/errors'
import { toReadable } from '../../trpc/init'
import { appRouter } from '../../router'
import type { Services } from '../../wiring/services'
import { bodyOf } from '../body/collect'
import { createContext, readUpload } from '../context'
import { scopeOf } from '../request-scope'
import { handleUpload } from './upload'
import type { Uploads } from './uploads'

type Options = {
  services: Services
  openAccess: boolean
  guestsMayImport: boolean
  bodyMaxBytes: number
  uploads: Uploads
  toDomainError: (error: unknown) => DomainError
}

/** Calls in one batch at most. */
const MAX_BATCH = 20

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
    // tRPC's adapter takes what stands behind the last slash, and would answer below any path.
    if (request.path.lastIndexOf('/') > 0) {
      throw new DomainError('PAGE_NOT_FOUND', 'There is no such procedure.')
    }
    const { fileKind } = scopeOf(request)
    if (fileKind !== null) {
      const context = { ...createContext(request, options), upload: readUpload(request) }
      options.uploads
        .open(request, fileKind, context)
        .then((body) => handleUpload(request, response, context, body))
        .catch(next)
      return
    }
    // The adapter takes a body that was read before from here; without one it must not wait for the request to end.
    const body = bodyOf(request)
    request.body = body.length === 0 ? undefined : body.toString()
    handleCall(request, response, next)
  }
}
