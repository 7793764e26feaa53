import type { GetLoadContextFunction } from '@remix-run/express'
import { createRequestHandler, writeReadableStreamToWritable, type ServerBuild } from '@remix-run/node'
import type { Request as ExpressRequest, RequestHandler, Response as ExpressResponse } from 'express'
import { arrivingStream, type Pace } from './body/arriving'
import { bodyOf } from './body/collect'
import { findFileKind } from './gate/route'
import { scopeOf } from './request-scope'

type Options = { build: ServerBuild; mode: string; getLoadContext: GetLoadContextFunction; uploadPace: Pace }

/**
 * Serves the pages. Remix's own adapter for express makes the address of a request from headers that nobody has checked,
 * and reads a body of any length for as long as it takes (@remix-run/express 2.17).
 */
export function createPages({ build, mode, getLoadContext, uploadPace }: Options): RequestHandler {
  const handle = createRequestHandler(build, mode)
  return (request, response, next) => {
    const answer = async () => {
      const context = await getLoadContext(request, response)
      await send(await handle(toWebRequest(request, uploadPace), context), response)
    }
    answer().catch(next)
  }
}

function toWebRequest(request: ExpressRequest, pace: Pace): Request {
  const { origin } = scopeOf(request)
  const headers = toHeaders(request)
  const { method } = request
  const url = new URL(origin + request.originalUrl)
  if (method !== 'POST') return new Request(url, { method, headers })
  if (findFileKind(request.path) === null) {
    return new Request(url, { method, headers, body: new Uint8Array(bodyOf(request)) })
  }
  return new Request(url, { method, headers, body: arrivingStream(request, pace), duplex: 'half' })
}

/** The headers of a request as the web has them. */
export function toHeaders(request: ExpressRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one)
  }
  return headers
}

async function send(answer: Response, response: ExpressResponse): Promise<void> {
  response.status(answer.status)
  for (const [name, value] of answer.headers) response.append(name, value)
  if (answer.body) await writeReadableStreamToWritable(answer.body, response)
  else response.end()
}
