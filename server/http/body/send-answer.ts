import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import type { Request, Response as ExpressResponse } from 'express'
import { endAfterLinger } from './leftover'

/** Sends an answer as the web has it, also to whoever is still sending. */
export async function sendAnswer(
  request: Request,
  response: ExpressResponse,
  answer: Response,
): Promise<void> {
  response.status(answer.status)
  for (const [name, value] of answer.headers) response.append(name, value)
  if (request.method === 'POST' && !request.complete) {
    endAfterLinger(request, response, Buffer.from(await answer.arrayBuffer()))
  } else if (answer.body) {
    await pipeline(Readable.fromWeb(answer.body as WebStream), response).catch(ignoreGone)
  } else response.end()
}

/** Who has gone needs no answer, and no line in the log. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
}
