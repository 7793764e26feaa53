import { expect, test } from 'vitest'
import { isName } from './is-name'

test.each([
  ['Adele – Hello', true],
  ['hello', true],
  ['99 Problems', true],
  ['Supercalifragilisticexpialidocious', true],
  ['GBAYE0601498', true],
  ['https://open.spotify.com/track/6f807x0ima9a1j3VPbc7VN', false],
  ['open.spotify.com/track/6f807x0ima9a1j3VPbc7VN', false],
  ['https://example.com/song', false],
  ['spotify:track:6f807x0ima9a1j3VPbc7VN', false],
  ['spotify:local:a:b:c:123', false],
  ['6f807x0ima9a1j3VPbc7VN', false],
  ['f-0123456789abcdef0123', false],
  ['6f807x0ima9a1j3VPbc', false],
  ['  ', false],
])('says of %s that it is a name: %s', (text, is) => {
  expect(isName(text)).toBe(is)
})
