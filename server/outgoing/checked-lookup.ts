import { lookup as resolveName, type LookupAddress, type LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { isLoopbackHost, isPublicAddress } from './addresses'
import { OutgoingFault } from './outgoing-fault'

export type Resolve = (hostname: string) => Promise<LookupAddress[]>

const resolveAll = promisify(resolveName)
/** The system's resolver, as any program asks it. */
export const resolveBySystem: Resolve = (hostname) => resolveAll(hostname, { all: true })

/**
 * A `lookup` for sockets that refuses names which lead to addresses of the inside (of this machine only to itself).
 * The socket connects to the addresses that were checked: a name that answers otherwise the next time gains nothing.
 */
export function createCheckedLookup(resolve: Resolve): LookupFunction {
  return (hostname: string, options: LookupOptions, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const isFine = isLoopbackHost(hostname) ? isLoopbackHost : isPublicAddress
        const [first] = addresses
        if (first === undefined || !addresses.every(({ address }) => isFine(address))) {
          callback(new OutgoingFault('refused', `The name ${hostname} leads to a private address.`), '', 4)
        } else if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error('the name was not resolved'), '', 4)
      },
    )
  }
}
