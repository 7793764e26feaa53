import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseVectorTexts, toVectorText } from './vector-text'

describe('a vector as text', () => {
  it('comes back bit by bit', () => {
    const vector = fc.float32Array({ minLength: 3, maxLength: 3, noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const parsed = parseVectorTexts([a, b].map(toVectorText), 3)
        // The text of −0 is 0, and nothing tells them apart but their sign.
        expect([...parsed].map((v) => v + 0)).toEqual([...a, ...b].map((v) => v + 0))
      }),
    )
  })

  it('is refused at another size', () => {
    expect(() => parseVectorTexts(['[1,2]'], 3)).toThrow('has not 3 dimensions')
    expect(() => parseVectorTexts(['{"length":3}'], 3)).toThrow('has not 3 dimensions')
  })
})
