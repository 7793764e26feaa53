import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS, clipKey, whyTooLong } from './limits'
import { songKey } from '../song-key'

/** The most that PostgreSQL takes for a row of a B-tree index (a third of a page, without its header). */
const INDEX_ROW_BYTES = 2704
const LONG = ['x', '名', '🎵', 'ﷺ', 'é', ' -(', '|'].map((unit) => unit.repeat(LIMITS.title))

describe('what the catalog can hold', () => {
  test('has keys that fit into an index, whatever the names are', () => {
    for (const title of LONG) {
      for (const artist of LONG) {
        expect(Buffer.byteLength(songKey(title, artist))).toBeLessThan(INDEX_ROW_BYTES)
      }
    }
  })

  test('a clipped key is its start, and never ends in half a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 0, max: 40 }),
        (key, max) => {
          const clipped = clipKey(key, max)
          expect(key.startsWith(clipped)).toBe(true)
          expect(clipped.length).toBeLessThanOrEqual(max)
          expect(Buffer.from(clipped).toString()).toBe(clipped)
        },
      ),
    )
  })

  test('is told of names that are too long or too many', () => {
    const artists = [{ name: 'Otto Lind' }]
    expect(whyTooLong({ name: 'x'.repeat(LIMITS.title), artists })).toBeNull()
    expect(whyTooLong({ name: 'x'.repeat(LIMITS.title + 1), artists })).toContain(
      'the title has 1001 letters',
    )
    expect(whyTooLong({ name: 'x', artists: [{ name: 'x'.repeat(LIMITS.artist + 1) }] })).toContain(
      '501 letters',
    )
    expect(whyTooLong({ name: 'x', artists: Array.from({ length: 101 }, () => ({ name: 'x' })) })).toContain(
      '101',
    )
  })
})
