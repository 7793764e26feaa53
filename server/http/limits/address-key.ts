import type { Request } from 'express'
import { isIPv6 } from 'node:net'

/** What one customer of a provider usually has of IPv6, in groups of 16 bits and the bits of the last one. */
const WHOLE_GROUPS = 3
const LAST_GROUP = 0xff00

/** What requests of one sender are counted under: an address of IPv4, or the /56 of one of IPv6. */
export function addressKey({ ip }: Pick<Request, 'ip'>): string {
  // A client that has gone already has no address any more.
  if (ip === undefined) return 'gone'
  const [bare = ''] = ip.split('%')
  if (!isIPv6(bare)) return bare
  const groups = expand(bare)
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return [6, 7].flatMap((at) => [(groups[at] ?? 0) >> 8, (groups[at] ?? 0) & 255]).join('.')
  }
  const network = [...groups.slice(0, WHOLE_GROUPS), (groups[WHOLE_GROUPS] ?? 0) & LAST_GROUP]
  return `${network.map((group) => group.toString(16)).join(':')}::/56`
}

/** The eight groups of an address of IPv6. */
function expand(address: string): number[] {
  // The parser of URLs writes an IPv4 part in hexadecimal.
  const { hostname } = new URL(`http://[${address}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const toGroups = (text: string) =>
    text.split(':').flatMap((group) => (group === '' ? [] : parseInt(group, 16)))
  const before = toGroups(head)
  const after = tail === undefined ? [] : toGroups(tail)
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}
