import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toOneWhereEqual, toPlainArray, toTextArray } from './array-text'

describe('a column as PostgreSQL writes arrays', () => {
  it('quotes texts, so that no text reads as anything else', () => {
    expect(toTextArray(['a', 'null', '', 'say "no"', 'back\\slash', '{,}', null])).toBe(
      '{"a","null","","say \\"no\\"","back\\\\slash","{,}",null}',
    )
  })

  it('writes texts as they are, with line ends, control characters and halves of a character', () => {
    expect(toTextArray(['a\nb', '\t"', '\u0007\\n', '\ud83d'])).toBe(
      '{"a\nb","\t\\"","\u0007\\\\n","\ud83d"}',
    )
    expect(toTextArray(['back\\slash', '\\n'])).toBe('{"back\\\\slash","\\\\n"}')
  })

  it('writes numbers, ids and flags as they are', () => {
    expect(toPlainArray([1, '9007199254740993', -0.5, true, false, null])).toBe(
      '{1,9007199254740993,-0.5,true,false,null}',
    )
  })

  it('has what all have in common once, and else each value', () => {
    expect(toOneWhereEqual(['file', 'file', 'file'])).toEqual(['file'])
    expect(toOneWhereEqual(['file', 'spotify', 'file'])).toEqual(['file', 'spotify', 'file'])
    expect(toOneWhereEqual([])).toEqual([])
  })

  it('is empty where there is nothing', () => {
    expect([toTextArray([]), toPlainArray([])]).toEqual(['{}', '{}'])
  })

  it('keeps every text apart from its neighbours', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), (texts) => {
        expect(readArray(toTextArray(texts))).toEqual(texts)
      }),
    )
  })
})

/** Reads an array of quoted texts and nulls by the rules of the documentation, section 8.15.6. */
function readArray(text: string): (string | null)[] {
  const elements = text.slice(1, -1).matchAll(/"((?:[^"\\]|\\[^])*)"|null/g)
  return Array.from(elements, ([, quoted]) => quoted?.replace(/\\([^])/g, '$1') ?? null)
}
