import { PassThrough } from 'node:stream'
import {
  createReadableStreamFromReadable,
  type ActionFunctionArgs,
  type AppLoadContext,
  type EntryContext,
  type LoaderFunctionArgs,
} from '@remix-run/node'
import { isRouteErrorResponse, RemixServer } from '@remix-run/react'
import { isbot } from 'isbot'
import { renderToPipeableStream } from 'react-dom/server'
import { NonceContext } from '~/lib/nonce'
import { toDomainError } from '~server/domain/errors'

/** A page that is not rendered after this long is given up; single fetch gives up its own data a little earlier. */
const RENDER_DEADLINE_MS = 10_000
export const streamTimeout = RENDER_DEADLINE_MS - 1_000

/**
 * Renders a page as a stream. Crawlers get it whole, because they read no late parts; people get the shell as soon as
 * it is there.
 */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: AppLoadContext,
) {
  const nonce = loadContext.cspNonce
  const wholePage = isbot(request.headers.get('user-agent'))
  return new Promise<Response>((resolve, reject) => {
    let hasShell = false
    let responseStatus = status
    const respond = () => {
      hasShell = true
      const body = new PassThrough()
      headers.set('Content-Type', 'text/html; charset=utf-8')
      resolve(
        new Response(createReadableStreamFromReadable(body), {
          headers,
          status: responseStatus,
        }),
      )
      pipe(body)
    }
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <RemixServer context={remixContext} url={request.url} abortDelay={RENDER_DEADLINE_MS} nonce={nonce} />
      </NonceContext.Provider>,
      {
        nonce,
        [wholePage ? 'onAllReady' : 'onShellReady']: respond,
        onShellError: (error: unknown) =>
          reject(error instanceof Error ? error : new Error('The page could not be rendered.')),
        onError: (error: unknown) => {
          responseStatus = 500
          // An error before the shell rejects the promise, and Remix hands it to handleError.
          if (hasShell) report(error, loadContext)
        },
      },
    )
    const deadline = setTimeout(abort, RENDER_DEADLINE_MS)
    deadline.unref()
  })
}

/** What no route expected. Failures a reader was told about, and answers to a reader who has left, are no news. */
export function handleError(error: unknown, { context }: LoaderFunctionArgs | ActionFunctionArgs) {
  report(error, context)
}

function report(error: unknown, context: AppLoadContext) {
  if (context.signal.aborted || toDomainError(error).code !== 'INTERNAL') return
  // Remix's own refusals, such as of a form that no page takes.
  if (isRouteErrorResponse(error) && error.status < 500) return
  context.reportError(error)
}
