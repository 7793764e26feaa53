import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express'
import { appRouter } from '../../router'
import type { Context } from '../../trpc/context'
import { sendAnswer } from '../body/send-answer'
import { toHeaders } from './pages'

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
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  const answer = await fetchRequestHandler({
    endpoint: TRPC_PATH,
    router: appRouter,
    createContext: () => context,
    req: new Request(`http://segue.invalid${request.originalUrl}`, {
      method: 'POST',
      headers: toHeaders(request),
      body,
      duplex: 'half',
    }),
  })
  await sendAnswer(request, response, answer)
}
