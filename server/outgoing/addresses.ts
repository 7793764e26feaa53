import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** What is not the public internet, by IANA's registries of special-purpose addresses (RFC 6890 and its updates). */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** Of 2000::/3, the only part of IPv6 that is given out: what tunnels to IPv4, tests, documents or routes apart. */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']
const GIVEN_OUT_IPV6 = '2000::/3'

const toList = (ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', bits] = range.split('/')
    list.addSubnet(network, Number(bits), family)
  }
  return list
}
const specialIpv4 = toList(SPECIAL_IPV4, 'ipv4')
const specialIpv6 = toList(SPECIAL_IPV6, 'ipv6')
const givenOutIpv6 = toList([GIVEN_OUT_IPV6], 'ipv6')

/** True for an address of the public internet; false for private, loopback, link-local and other special ones. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialIpv4.check(address, 'ipv4')
  if (!isIPv6(address)) return false
  return givenOutIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6')
}

/** True for an address, or a name, that is this machine itself. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  if (bare === 'localhost' || bare === '::1') return true
  return isIP(bare) === 4 && bare.startsWith('127.')
}
