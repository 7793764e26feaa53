import type { GetLoadContextFunction } from '@remix-run/express'
import { createRequestHandler, type ServerBuild } from '@remix-run/node'
import type { Request as ExpressRequest, RequestHandler } from 'express'
import { bodyOf } from '../body/collect'
import { sendAnswer } from '../body/send-answer'
import { scopeOf } from '../request-scope'

type Options = { build: ServerBuild; mode: string; getLoadContext: GetLoadContextFunction }

/**
 * Serves the pages. Remix's own adapter for express makes the address of a request from headers that nobody has checked,
 * and reads a body of any length for as long as it takes (@remix-run/express 2.17).
 */
export function createPages({ build, mode, getLoadContext }: Options): RequestHandler {
  const handle = createRequestHandler(build, mode)
  return (request, response, next) => {
    const answer = async () => {
      const context = await getLoadContext(request, response)
      await sendAnswer(request, response, await handle(toWebRequest(request), context))
    }
    answer().catch(next)
  }
}

/** A body that is a file is not in it: see `readClipForm` and `startImport` of the context. */
function toWebRequest(request: ExpressRequest): Request {
  const { origin } = scopeOf(request)
  const headers = toHeaders(request)
  const { method } = request
  const url = new URL(origin + request.originalUrl)
  if (method !== 'POST') return new Request(url, { method, headers })
  return new Request(url, { method, headers, body: new Uint8Array(bodyOf(request)) })
}

/** The headers of a request as the web has them. */
export function toHeaders(request: ExpressRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one)
  }
  return headers
}
