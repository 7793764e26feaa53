import type { RequestHandler } from 'express'

/** Media of the sandbox, and nothing else of it: its accounts and its API are for our own client. */
const MEDIA = /^\/(image|preview)\//
const DAY = 24 * 60 * 60

/** Serves GET requests for media through a handler of fetch's kind. */
export function passOn(handle: (request: Request) => Promise<Response>): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' || !MEDIA.test(request.path)) {
      next()
      return
    }
    handle(new Request(`http://sandbox.invalid${request.url}`))
      .then(async (answer) => {
        response.status(answer.status)
        response.setHeader('content-type', answer.headers.get('content-type') ?? 'application/octet-stream')
        if (answer.ok) response.setHeader('cache-control', `public, max-age=${String(DAY)}`)
        response.send(Buffer.from(await answer.arrayBuffer()))
      })
      .catch(next)
  }
}
