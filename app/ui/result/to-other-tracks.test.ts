import { describe, expect, it } from 'vitest'
import { toOtherTracks } from './to-other-tracks'

const of = (search: string, ids: string[]) => toOtherTracks(new URLSearchParams(search), ids)

describe('toOtherTracks', () => {
  it('leaves out what is shown, and what was left out before, and keeps the rest of the question', () => {
    expect(of('mode=discover&exclude=a', ['a', 'b'])).toBe('?mode=discover&exclude=a&exclude=b')
  })

  it('offers nothing where nothing is shown or the address would grow too long', () => {
    expect(of('k=5', [])).toBeNull()
    const many = Array.from({ length: 300 }, (_, i) => String(i).padStart(22, '0'))
    expect(of('', many)).toBeNull()
    expect(of('', many.slice(0, 200))).toContain('exclude=')
  })
})
