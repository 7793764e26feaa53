import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { editDistance } from './edit-distance'

test.each([
  ['same', 'same', 0],
  ['lights', 'light', 1],
  ['lights', 'ligths', 1],
  ['lights', 'nights', 1],
  ['lights', 'lightss', 1],
  ['sheeran', 'sheran', 1],
  ['beyonce', 'bejonse', 2],
])('from %s to %s it takes %d', (a, b, distance) => {
  expect(editDistance(a, b, 2)).toBe(distance)
  expect(editDistance(b, a, 2)).toBe(distance)
})

it('is max + 1 for words that are farther apart', () => {
  expect(editDistance('abcdef', 'ghijkl', 2)).toBe(3)
  expect(editDistance('a', 'abcdef', 2)).toBe(3)
})

it('is one at most after one letter was removed, and nothing for the word itself', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20 }), fc.nat(), (word, n) => {
      const at = n % word.length
      const shorter = word.slice(0, at) + word.slice(at + 1)
      expect(editDistance(word, shorter, 2)).toBe(1)
      expect(editDistance(word, word, 2)).toBe(0)
    }),
  )
})
