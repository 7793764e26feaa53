import { describe, expect, it } from 'vitest'

import { createCover } from './cover'

describe('a cover', () => {
  it('is the same for the same album and differs between albums', () => {
    expect(createCover(4, 300, 1, 17)).toBe(createCover(4, 300, 1, 17))
    expect(createCover(4, 300, 1, 17)).not.toBe(createCover(4, 300, 1, 18))
  })

  it('is drawn on 640 units and shown at the size asked for', () => {
    expect(createCover(0, 64, 1, 2)).toMatch(
      /^<svg [^>]*width="64" height="64" viewBox="0 0 640 640">.*<\/svg>$/s,
    )
  })

  it('has only whole numbers and colours: nothing undefined or not a number', () => {
    for (let album = 0; album < 200; album++) {
      const svg = createCover(album % 24, 300, 1, album)
      expect(svg).not.toMatch(/NaN|undefined|Infinity|fill=""/)
      expect(svg.length).toBeLessThan(12_000)
    }
  })

  it('has balanced elements', () => {
    for (let album = 0; album < 60; album++) {
      const svg = createCover(album % 24, 300, 1, album)
      const open: string[] = []
      for (const [, close, name, self] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
        if (close === '/') expect(open.pop()).toBe(name)
        else if (self !== '/') open.push(name ?? '')
      }
      expect(open).toEqual([])
    }
  })
})
