import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReadableStream as WebStream } from 'node:stream/web'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express'
import { appRouter } from '../trpc/router'
import type { Context } from '../trpc/context'

const TRPC_PATH = '/api/trpc'

/**
 * Answers a call whose body is a file. tRPC's node adapter takes chunks as they come, whatever the reader has
 * taken (@trpc/server 11.25, incomingMessageToRequest), so that a fast sender fills the memory; a web stream over the
 * request keeps the sender waiting instead.
 */
export async function handleUpload(
  request: ExpressRequest,
  response: ExpressResponse,
  context: Context,
): Promise<void> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value)
  }
  const answer = await fetchRequestHandler({
    endpoint: TRPC_PATH,
    router: appRouter,
    createContext: () => context,
    req: new Request(`http://segue.invalid${request.originalUrl}`, {
      method: 'POST',
      headers,
      body: bodyOf(request),
      duplex: 'half',
    }),
  })
  response.status(answer.status)
  answer.headers.forEach((value, name) => {
    response.setHeader(name, value)
  })
  if (answer.body) await pipeline(Readable.fromWeb(answer.body as WebStream), response)
  else response.end()
}

/**
 * Pulled chunk by chunk. Not Readable.toWeb: when its reader stops early (the file is too large), the next chunk of
 * the request throws where nobody can catch it and ends the process (Node 20.20). The request itself stays open, so
 * that the refusal can still be sent.
 */
export function bodyOf(request: ExpressRequest): ReadableStream<Uint8Array> {
  return WebStream.from(request.iterator({ destroyOnReturn: false })) as ReadableStream<Uint8Array>
}
