import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toStorableText } from './storable-text'

it.each([
  ['a\u0000b', 'ab'],
  ['cut \ud83d', 'cut \ufffd'],
  ['\udc00 low first', '\ufffd low first'],
  ['\ud83c\udfb5 whole', '🎵 whole'],
  ['e\u0301 \u202eעברית 👩‍👩‍👧', 'e\u0301 \u202eעברית 👩‍👩‍👧'],
])('makes %j %j', (text, expected) => {
  expect(toStorableText(text)).toBe(expected)
})

it('gives what UTF-8 carries unchanged, and leaves such a text as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const stored = toStorableText(String.fromCharCode(...units))
      expect(Buffer.from(stored, 'utf8').toString('utf8')).toBe(stored)
      expect(stored).not.toContain('\u0000')
      expect(toStorableText(stored)).toBe(stored)
    }),
  )
})
