import { expect, test } from 'vitest'
import { findIsrc } from './isrc'

test.each([
  ['GBAYE0601498', 'GBAYE0601498'],
  ['gb-aye-06-01498', 'GBAYE0601498'],
  [' isrc: USUM71703861 ', 'USUM71703861'],
  ['Halo', null],
  ['GBAYE060149', null],
])('reads %s as %s', (text, isrc) => {
  expect(findIsrc(text)).toBe(isrc)
})
