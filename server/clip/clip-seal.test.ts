import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clip } from './domain/clip'
import { createClipSeal } from './clip-seal'

const clip: Clip = {
  durationS: 30.5,
  analysedS: 30.5,
  partial: ['truncated'],
  values: { tempo: 120.1234567, key: 9, mode: 0, loudness: -9.5 },
}
const { close, open } = createClipSeal('a secret of at least thirty-two letters')

describe('the seal of a clip', () => {
  it('gives back what was put in, to five digits, in letters that a URL takes as they are', () => {
    const token = close(clip)
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/)
    expect(open(token)).toEqual({ ...clip, values: { ...clip.values, tempo: 120.12 } })
  })

  it('refuses a token of another secret', () => {
    const other = createClipSeal('another secret of thirty-two letters or more')
    expect(() => open(other.close(clip))).toThrow(expect.objectContaining({ code: 'CLIP_LINK_INVALID' }))
  })

  it('refuses a token with any letter changed, cut or added', () => {
    const token = close(clip)
    const letters = fc.constantFrom(...'abcXYZ019-_')
    fc.assert(
      fc.property(fc.nat(token.length - 1), letters, fc.nat(2), (at, letter, drop) => {
        const changed = token.slice(0, at) + letter + token.slice(at + drop)
        fc.pre(changed !== token)
        expect(() => open(changed)).toThrow(expect.objectContaining({ code: 'CLIP_LINK_INVALID' }))
      }),
    )
  })

  it.each(['', '.', 'abc', 'a.b.c'])('refuses %j', (token) => {
    expect(() => open(token)).toThrow(expect.objectContaining({ code: 'CLIP_LINK_INVALID', status: 404 }))
  })
})
