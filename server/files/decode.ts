import { DomainError } from '../domain/errors'

/** Work between two turns of the event loop is bounded by this: some 35 rows, half a millisecond. */
export const SLICE_BYTES = 8 * 1024

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf])
const UTF16 = { 'utf-16le': Buffer.from([0xff, 0xfe]), 'utf-16be': Buffer.from([0xfe, 0xff]) }

/**
 * The bytes of a text file in slices of at most SLICE_BYTES, as UTF-8 without a byte order mark. UTF-16 is told by
 * its mark and decoded; all else passes as it is. Throws DomainError FILE_NOT_A_TABLE for broken UTF-16.
 */
export async function* toUtf8(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null = null
  let start: Buffer | null = Buffer.alloc(0)
  for await (const chunk of slices(bytes)) {
    if (start === null) {
      yield decoder ? decoded(decoder, chunk) : chunk
      continue
    }
    start = Buffer.concat([start, chunk])
    if (start.length < UTF8_BOM.length) continue
    decoder = utf16Decoder(start)
    yield decoder ? decoded(decoder, start) : withoutMark(start)
    start = null
  }
  if (start?.length) {
    decoder = utf16Decoder(start)
    yield decoder ? decoded(decoder, start) : start
  }
  if (decoder) yield decoded(decoder)
}

async function* slices(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    for (let at = 0; at < buffer.length; at += SLICE_BYTES) yield buffer.subarray(at, at + SLICE_BYTES)
  }
}

function withoutMark(start: Buffer): Buffer {
  return start.subarray(0, UTF8_BOM.length).equals(UTF8_BOM) ? start.subarray(UTF8_BOM.length) : start
}

function utf16Decoder(start: Buffer): TextDecoder | null {
  for (const [encoding, mark] of Object.entries(UTF16)) {
    // The decoder drops the mark by itself.
    if (start.subarray(0, mark.length).equals(mark)) return new TextDecoder(encoding, { fatal: true })
  }
  return null
}

/** `chunk` as UTF-8; without a chunk the end of the text, which must not be half a character. */
function decoded(decoder: TextDecoder, chunk?: Buffer): Buffer {
  try {
    return Buffer.from(chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode(), 'utf8')
  } catch (cause) {
    throw new DomainError(
      'FILE_NOT_A_TABLE',
      'The file begins as UTF-16 text, but is not text all through.',
      {
        hint: 'Save the table as "CSV UTF-8" and upload that file.',
        cause,
      },
    )
  }
}
