import { isIP } from 'node:net'
import { isLoopbackHost } from './addresses'
import { OutgoingFault } from './outgoing-fault'

/** Where a source may be asked, and nowhere else. */
export type Destination = {
  /** Names of hosts; `*.dzcdn.net` stands for every name below it. */
  hosts: readonly string[]
  /** Origin of a look-alike on this machine, the one address that may be plain http; null for the real service. */
  lookAlike: string | null
}

/** The destination that a configured base address stands for, with the hosts its answers may lead to. */
export function toDestination(baseUrl: string, furtherHosts: readonly string[] = []): Destination {
  const { hostname, origin } = new URL(baseUrl)
  if (isLoopbackHost(hostname)) return { hosts: [], lookAlike: origin }
  return { hosts: [hostname, ...furtherHosts], lookAlike: null }
}

/**
 * The address if it leads to the destination: https on its own port, a listed host by its name, no user in it.
 * Throws OutgoingFault `refused`.
 */
export function checkUrl(text: string, { hosts, lookAlike }: Destination): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.username !== '' || url.password !== '') {
    throw new OutgoingFault('refused', 'An address that is none was not followed.')
  }
  if (lookAlike !== null && url.origin === lookAlike) return url
  const isListed = hosts.some((host) => matches(url.hostname, host))
  if (url.protocol !== 'https:' || url.port !== '' || isIP(url.hostname) !== 0 || !isListed) {
    throw new OutgoingFault('refused', `An address outside of the source (${url.host}) was not followed.`)
  }
  return url
}

function matches(hostname: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return hostname === pattern
  return hostname.endsWith(pattern.slice(1)) && hostname.length > pattern.length - 1
}
