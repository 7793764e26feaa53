import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokenSealer, parseTokenKeys } from './token-sealer'

const [old, current] = [randomBytes(32), randomBytes(32)]
const sealer = createTokenSealer([current])

describe('a sealed token', () => {
  it('opens to what was sealed', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, purpose) => {
        expect(sealer.open(sealer.seal(text, purpose), purpose)).toBe(text)
      }),
    )
  })

  it('shows nothing of the token and is another one each time', () => {
    const sealed = sealer.seal('a-token-that-is-long-enough', 'x')
    expect(sealed.bytes.toString('latin1')).not.toContain('token')
    expect(sealer.seal('a-token-that-is-long-enough', 'x').bytes.equals(sealed.bytes)).toBe(false)
  })

  it('opens for no other purpose, and not after any change', () => {
    const sealed = sealer.seal('a-token', 'mine')
    expect(sealer.open(sealed, 'yours')).toBeNull()
    for (let at = 0; at < sealed.bytes.length; at++) {
      const bytes = Buffer.from(sealed.bytes)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      expect(sealer.open({ ...sealed, bytes }, 'mine')).toBeNull()
      expect(sealer.open({ ...sealed, bytes: bytes.subarray(0, at) }, 'mine')).toBeNull()
    }
  })

  it('opens with an old key that is kept, and is sealed with the new one', () => {
    const before = createTokenSealer([old]).seal('a-token', 'x')
    const rotated = createTokenSealer([current, old])
    expect(rotated.open(before, 'x')).toBe('a-token')
    expect(sealer.open(before, 'x')).toBeNull()
    expect(sealer.open(rotated.seal('a-token', 'x'), 'x')).toBe('a-token')
  })
})

describe('token keys', () => {
  it('are read as base64, base64url and hex, by commas and by lines', () => {
    const text = `${old.toString('base64')},${current.toString('hex')}\n${old.toString('base64url')}\n`
    expect(parseTokenKeys(text)).toEqual([old, current, old])
  })

  it.each(['', ' ,\n', 'short', randomBytes(31).toString('base64'), randomBytes(33).toString('hex')])(
    'are refused where one is missing or of another size: %j',
    (text) => {
      expect(() => parseTokenKeys(text)).toThrow('Token keys are 32 bytes each')
    },
  )
})
