import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLoopbackHost, isPublicAddress } from './addresses'

const octets = (numbers: number[]) => numbers.join('.')
const byte = fc.integer({ min: 0, max: 255 })

describe('isPublicAddress', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.2.7',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('says no to %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['8.8.8.8', '104.16.1.1', '172.15.255.255', '172.32.0.0', '2606:4700::1111', '2a02:26f0::1'])(
    'says yes to %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it('says no to any address of a private network', () => {
    const inside = fc.oneof(
      fc.tuple(fc.constant(10), byte, byte, byte),
      fc.tuple(fc.constant(127), byte, byte, byte),
      fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
      fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
    )
    fc.assert(fc.property(inside, (numbers) => !isPublicAddress(octets(numbers))))
    fc.assert(fc.property(inside, (numbers) => !isPublicAddress(`::ffff:${octets(numbers)}`)))
  })

  it('never calls an address both public and loopback', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
        (text) => !(isPublicAddress(text) && isLoopbackHost(text)),
      ),
    )
  })
})
