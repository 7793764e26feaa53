import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutQuoted } from './cut-quoted'

describe('a line with quotation marks', () => {
  it('is cut into its fields', () => {
    expect(cutQuoted('1,"a, b",3', ',')).toEqual(['1', 'a, b', '3'])
    expect(cutQuoted('"say ""no""",,""', ',')).toEqual(['say "no"', '', ''])
    expect(cutQuoted('"a";"b";', ';')).toEqual(['a', 'b', ''])
    expect(cutQuoted('"a, b" , "c",d', ',')).toEqual(['a, b', 'c', 'd'])
  })

  it('is left to the parser where marks stand inside a field or one is not closed', () => {
    for (const line of ['5" single,b', '"a"b,c', '"a,b', 'a,"', '"a""', '"a"""b"']) {
      expect(cutQuoted(line, ',')).toBeNull()
    }
  })

  it('is cut as the parser cuts it, or not at all', () => {
    const line = fc
      .array(fc.constantFrom('"', '""', ',', 'a', 'é', ' '), { minLength: 1, maxLength: 14 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(line, (text) => {
        const fields = cutQuoted(text, ',')
        if (fields === null) return
        // Whoever reads a field trims it.
        const trimmed = (some: string[]) => some.map((field) => field.trim())
        const parsed = parse(text, { relax_column_count: true, trim: true })
        expect(parsed.length > 0 ? parsed.map(trimmed) : [['']]).toEqual([trimmed(fields)])
      }),
      { numRuns: 5000 },
    )
  })
})
