import { detectEncoding } from './detect-encoding'

/** The encoding of a text; `note` where it was found by what the text looks like, which can be wrong. */
export type Choice = { encoding: string; note: string | null }

const UTF8: Choice = { encoding: 'utf-8', note: null }
/** What a file may say of its encoding stands in this much of it. */
export const DECLARED_WITHIN = 1024

/**
 * The encoding that a text declares: that of an XML document, or `#EXTENC` of a playlist. Null where it declares none, or
 * one that is not known. `start`: its first bytes, in which ASCII reads as ASCII.
 */
export function findDeclared(start: Buffer): string | null {
  const text = start.toString('latin1', 0, DECLARED_WITHIN)
  const label =
    /^\s*<\?xml\s[^>]{0,200}?encoding\s?=\s?["']([\w.:-]{1,40})["']/.exec(text)?.[1] ??
    /^#EXTENC:[ \t]*([\w.:-]{1,40})/im.exec(text)?.[1]
  if (label === undefined) return null
  try {
    const { encoding } = new TextDecoder(label)
    // What was read as ASCII so far is no UTF-16, whatever it says.
    return encoding.startsWith('utf-16') ? null : encoding
  } catch {
    return null
  }
}

/**
 * The encoding of a text from its first byte beyond ASCII on. UTF-8 is told by its bytes, and counts where some of them are
 * wrong, so that these cost their lines alone; then what the text declares; then what it looks like. Where nothing is
 * sure it stays UTF-8, in which no line with a wrong byte is read.
 */
export function chooseEncoding(sample: Buffer, declared: string | null): Choice {
  const { valid, invalid } = countUtf8(sample)
  if (valid >= invalid) return UTF8
  if (declared !== null && declared !== 'utf-8') return { encoding: declared, note: null }
  const encoding = detectEncoding(linesBeyondAscii(sample))
  if (encoding === null) return UTF8
  const note =
    `The file is not UTF-8 and was read as ${encoding}, which its letters suggest. Names with accents may be wrong: ` +
    'look at some of them, and if they are, save the file as UTF-8 and import it again.'
  return { encoding, note }
}

/** Characters of several bytes that are valid UTF-8, and bytes that are none; what is cut off at the end does not count. */
function countUtf8(bytes: Buffer): { valid: number; invalid: number } {
  let valid = 0
  let invalid = 0
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
    const follow = bytes.subarray(at + 1, at + Math.max(length, 1))
    if (length === 0 || !follow.every((byte) => byte >= 0x80 && byte < 0xc0)) {
      invalid++
      at++
    } else if (at + length > bytes.length) return { valid, invalid }
    else {
      if (length > 1) valid++
      at += length
    }
  }
  return { valid, invalid }
}

const LF = 0x0a

/** The lines that have anything beyond ASCII: the others say nothing of the encoding. */
function linesBeyondAscii(sample: Buffer): Buffer {
  const lines: Buffer[] = []
  for (let from = 0; from < sample.length;) {
    const end = sample.indexOf(LF, from)
    const line = sample.subarray(from, end === -1 ? sample.length : end + 1)
    if (line.some((byte) => byte > 0x7f)) lines.push(line)
    from += line.length
  }
  return Buffer.concat(lines)
}
