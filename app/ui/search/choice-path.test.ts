import { describe, expect, it } from 'vitest'
import { choicePath, readChoosing, searchPath } from './choice-path'

const choosing = { page: 'continue' as const, field: 'seed', rest: 'seed=abc&seed=hello&mode=discover' }

describe('a choice for a field of a form', () => {
  it('takes the place of the name, and the rest of the form is kept', () => {
    expect(choicePath(choosing, 'hello', 'xyz')).toBe('/continue?seed=abc&seed=xyz&mode=discover')
  })

  it('is added where the name is no longer there', () => {
    expect(choicePath(choosing, 'halo', 'xyz')).toBe('/continue?seed=abc&seed=hello&mode=discover&seed=xyz')
  })

  it('comes through an address', () => {
    const { searchParams } = new URL(searchPath('a & b', choosing), 'http://localhost')
    expect(searchParams.get('q')).toBe('a & b')
    expect(readChoosing(searchParams)).toEqual(choosing)
  })

  it('leads to no other page than those with such a form', () => {
    for (const page of ['', 'https://example.com', '/evil', 'me']) {
      expect(readChoosing(new URLSearchParams({ q: 'x', page, field: 'seed', rest: '' }))).toBeNull()
    }
    expect(readChoosing(new URLSearchParams({ q: 'x', page: 'journey', field: 'a b' }))).toBeNull()
  })
})
