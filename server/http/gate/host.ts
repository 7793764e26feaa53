import { isIP } from 'node:net'
import { DomainError } from '../../domain/errors'

/** The names under which an instance answers. */
export type HostRules = {
  /** In lower case, without port. */
  names: ReadonlySet<string>
  /** Every address, where the instance listens on all of its machine's: no page of another site has such an origin. */
  anyAddress: boolean
}

const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i

/** The origin that a Host header names, null where it is none. */
export function toOrigin(protocol: string, host: string | undefined): URL | null {
  if (host === undefined || !HOST.test(host) || !/^https?$/.test(protocol)) return null
  try {
    return new URL(`${protocol}://${host}`)
  } catch {
    return null
  }
}

/**
 * Refuses a name that is not this instance's: the page of another site whose name was made to lead here (DNS rebinding)
 * would count as a page of this instance. Throws HOST_UNKNOWN.
 */
export function checkHost({ hostname }: URL, { names, anyAddress }: HostRules): void {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isLoopbackName(name) || names.has(name) || (anyAddress && isIP(name) !== 0)) return
  throw new DomainError('HOST_UNKNOWN', 'This instance does not answer under this name.')
}

function isLoopbackName(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    (isIP(name) === 4 && name.startsWith('127.'))
  )
}
