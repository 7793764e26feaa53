import { expect, test } from 'vitest'
import { readExtInf } from './extinf'

test.each([
  ['215,A - B', 215, 'A - B'],
  ['201.7, A - B', 201.7, 'A - B'],
  ['-1,A', null, 'A'],
  ['0,A', null, 'A'],
  ['207432,A', null, 'A'],
  ['3:45,A', 225, 'A'],
  ['215 tvg-id="1" group-title="Rock, Pop",A - B', 215, 'A - B'],
  ["215 group-title='Rock, Pop',A - B", 215, 'A - B'],
  ['216 logo="https://x/y,z.jpg",Tyler, The Creator - B', 216, 'Tyler, The Creator - B'],
  ['216 logo="never closed,A - B', 216, 'A - B'],
  ['215,Don\'t - "B", or not', 215, 'Don\'t - "B", or not'],
  ['215 A - B', 215, 'A - B'],
  ['215 tvg-id="1"', 215, ''],
  ['', null, ''],
])('%s', (info, seconds, label) => {
  expect(readExtInf(info)).toEqual({ seconds, label })
})
