import { Agent, fetch } from 'undici'
import { createCheckedLookup, resolveBySystem, type Resolve } from './checked-lookup'

/** `fetch` of the platform, in what it takes and gives. */
export type Fetch = typeof globalThis.fetch

const SOCKETS_PER_HOST = 8

/**
 * The one way out of this process: `fetch` over connections whose lookup hands out public addresses only (for this machine
 * its own), however a name answers the next time.
 */
export function createGuardedFetch(resolve: Resolve = resolveBySystem): {
  fetch: Fetch
  close: () => Promise<void>
} {
  const dispatcher = new Agent({
    connections: SOCKETS_PER_HOST,
    connect: { lookup: createCheckedLookup(resolve) },
  })
  const guarded = (...[url, init]: Parameters<typeof fetch>) => fetch(url, { ...init, dispatcher })
  return { fetch: guarded as unknown as Fetch, close: () => dispatcher.destroy() }
}
