import { expect, test } from 'vitest'
import { isPastedList } from './pasted-list'

test.each([
  ['Adele - Hello\nBeyoncé - Halo', true],
  ['https://open.spotify.com/track/1\r\nhttps://open.spotify.com/track/2\r\n', true],
  ['Adele - Hello\n', false],
  ['Listen to this:\nhttps://open.spotify.com/track/1', false],
  ['', false],
])('says of %j that it is a list: %s', (text, is) => {
  expect(isPastedList(text)).toBe(is)
})
