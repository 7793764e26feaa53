import { isUtf8 } from 'node:buffer'
import { tryDecode } from './detect-encoding'

const MARKS: readonly { encoding: string; mark: Buffer }[] = [
  { encoding: 'utf-32', mark: Buffer.from([0xff, 0xfe, 0, 0]) },
  { encoding: 'utf-32', mark: Buffer.from([0, 0, 0xfe, 0xff]) },
  { encoding: 'utf-8', mark: Buffer.from([0xef, 0xbb, 0xbf]) },
  { encoding: 'utf-16le', mark: Buffer.from([0xff, 0xfe]) },
  { encoding: 'utf-16be', mark: Buffer.from([0xfe, 0xff]) },
]

/** The encoding that a byte order mark at the start of a text tells (utf-8, utf-16le, utf-16be, utf-32), and the mark's length. */
export function findMark(start: Buffer): { encoding: string; bytes: number } | null {
  const found = MARKS.find(({ mark }) => start.subarray(0, mark.length).equals(mark))
  return found ? { encoding: found.encoding, bytes: found.mark.length } : null
}

/** In texts of UTF-16 without a mark so many bytes at least are zero, and all of them on one side of their pair. */
const ZEROS = 0.02
const ZEROS_OF_ASCII = 0.3

/** UTF-16 without a byte order mark, told by the zeros in it; null for any other text. */
export function findWide(start: Buffer): 'utf-16le' | 'utf-16be' | null {
  const sample = start.subarray(0, start.length - (start.length % 2))
  let first = 0
  let second = 0
  sample.forEach((byte, index) => {
    if (byte === 0) {
      if (index % 2 === 0) first++
      else second++
    }
  })
  const zeros = first + second
  // A table with a NUL somewhere is no UTF-16, though it may look a little like it.
  if (zeros < 2 || zeros < sample.length * (isUtf8(sample) ? ZEROS_OF_ASCII : ZEROS)) return null
  if (Math.min(first, second) > zeros / 20) return null
  const encoding = first > second ? 'utf-16be' : 'utf-16le'
  const text = tryDecode(sample, encoding)
  return text !== null && !/[\0-\x08\x0e-\x1f\p{Cn}\p{Co}]/u.test(text) ? encoding : null
}
