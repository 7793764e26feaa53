import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client'
import { EventSource, type EventSourceInit } from 'eventsource'
import type { AppRouter } from './router'

/**
 * The API of a running Segue, with the types of its router: `client.similar.find.query({ id, k, mode })`,
 * `client.job.watch.subscribe({ id }, { onData: ({ data }) => … })`, which comes back by itself where it was cut off.
 */
export type SegueClient = TRPCClient<AppRouter>

type Fetch = NonNullable<Parameters<typeof httpLink>[0]['fetch']>
type Call = { path: string; type: 'query' | 'mutation' | 'subscription' }

export type SegueClientOptions = {
  /** Where the instance is reached, e.g. http://127.0.0.1:3000. */
  url: string
  /**
   * A service token, or a maker of one for each request: a token opens one writing request only. null goes as a guest.
   */
  token?: string | null | ((call: Call) => string | null | Promise<string | null>)
}

/** Queries whose input is too long for a URL: they are sent as POST. */
const LONG_QUERIES = new Set([
  'clip.find',
  'journey.plan',
  'similar.batch',
  'similar.continue',
  'similar.find',
])

/**
 * A typed client for internal tools. A failed call throws a TRPCClientError whose `data.domain` is
 * `{ code, message, hint }` where the server answered, and whose `cause` is fetch's error where it did not.
 */
export function createSegueClient({ url, token = null }: SegueClientOptions): SegueClient {
  const options = {
    url: new URL('/api/trpc', url),
    fetch: sendOnce,
    headers: async ({ op }: { op: Call & { context: Record<string, unknown> } }) => {
      const bearer = typeof token === 'function' ? await token(op) : token
      return { ...headersOf(op.context), ...(bearer !== null && { authorization: `Bearer ${bearer}` }) }
    },
  }
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === 'subscription',
        true: httpSubscriptionLink({
          url: options.url.href,
          // Node 20 has none of its own.
          EventSource,
          eventSourceOptions: ({ op }): EventSourceInit => ({
            // For each connection anew: a stream outlives its token, and comes back with another.
            fetch: async (address, init) =>
              fetch(address, {
                ...(init as RequestInit),
                redirect: 'error',
                headers: { ...init.headers, ...(await options.headers({ op })) },
              }),
          }),
        }),
        false: splitLink({
          condition: (op) => LONG_QUERIES.has(op.path),
          true: httpLink({ ...options, methodOverride: 'POST' }),
          false: httpLink(options),
        }),
      }),
    ],
  })
}

type FileToDescribe = { filename: string; name?: string | undefined; replace?: boolean | undefined }

/**
 * Options of `client.import.file.mutate(blob, …)`: what the file is called, the name of the playlist to keep it as, and
 * whether what it says goes before what files said before it.
 * A Blob from `fs.openAsBlob` is sent as it is read.
 */
export function describeFile({ filename, name, replace = false }: FileToDescribe) {
  const headers: Record<string, string> = { 'x-segue-filename': encodeURIComponent(filename) }
  if (name !== undefined) headers['x-segue-name'] = encodeURIComponent(name)
  if (replace) headers['x-segue-replace'] = 'true'
  return { context: { headers } }
}

/** Options of a call that is about the taste of a listener, by the name that the tool gives them. */
export function describeListener(name: string) {
  return { context: { headers: { 'x-segue-listener': name } } }
}

/**
 * fetch keeps a copy of a whole body to send it again after a redirect, unless redirects are refused and there is no
 * window (the clone in HTTP-network-or-cache fetch): a 500 MB file took 600 MB of memory that way, and takes 90 MB
 * this way. A service token must not follow a redirect in any case.
 */
const sendOnce: Fetch = (url, init) =>
  fetch(url, { ...(init as RequestInit), redirect: 'error', window: null })

function headersOf(context: Record<string, unknown>): Record<string, string> {
  const { headers } = context
  return typeof headers === 'object' && headers !== null ? { ...(headers as Record<string, string>) } : {}
}
