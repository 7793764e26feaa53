import { isAscii } from 'node:buffer'
import { DomainError } from '../domain/errors'
import { chooseEncoding, DECLARED_WITHIN, findDeclared } from './encodings/choose-encoding'
import { findMark, findWide } from './encodings/wide'

/** Work between two turns of the event loop is bounded by this: some 35 rows, half a millisecond. */
export const SLICE_BYTES = 8 * 1024
/** From the first byte beyond ASCII on so much is looked at to tell the encoding. */
const SAMPLE_BYTES = 64 * 1024

type Options = {
  /** Told once, where the encoding was found by what the text looks like. */
  onNote?: (note: string) => void
  /** The bytes are the start of a file: a character that is cut off at their end is no fault. */
  isStart?: boolean
}

/**
 * The bytes of a text file in slices of at most SLICE_BYTES, as UTF-8 without a byte order mark. The encoding is told by a
 * mark, by what the file declares, or by its letters. What is no character of it stays a byte that is no UTF-8, so that
 * its line alone is lost. Throws DomainError FILE_NOT_A_TABLE for UTF-32 and broken UTF-16.
 */
export async function* toUtf8(
  bytes: AsyncIterable<Uint8Array>,
  options: Options = {},
): AsyncGenerator<Buffer> {
  const slices = inSlices(bytes)
  try {
    const start = await take(slices, DECLARED_WITHIN)
    const mark = findMark(start)
    if (mark?.encoding === 'utf-32') throw notText('The file is UTF-32 text, which is not read.')
    const wide = mark ? null : findWide(start)
    const fixed = mark?.encoding ?? wide
    const rest = chain(start.subarray(mark?.bytes ?? 0), slices)
    if (fixed?.startsWith('utf-16')) yield* fromUtf16(rest, fixed, options)
    else if (fixed === 'utf-8') yield* rest
    else yield* fromBytes(rest, findDeclared(start), options)
  } finally {
    await slices.return(undefined)
  }
}

/** Text of which ASCII reads as ASCII: it passes as it is until there is something else in it. */
async function* fromBytes(
  slices: AsyncGenerator<Buffer>,
  declared: string | null,
  { onNote }: Options,
): AsyncGenerator<Buffer> {
  for await (const slice of slices) {
    if (isAscii(slice)) {
      yield slice
      continue
    }
    const sample = await take(slices, SAMPLE_BYTES, slice)
    const { encoding, note } = chooseEncoding(sample, declared)
    if (note !== null) onNote?.(note)
    const rest = chain(sample, slices)
    yield* encoding === 'utf-8' ? rest : decodeEach(rest, encoding)
    return
  }
}

async function* decodeEach(slices: AsyncGenerator<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding)
  // As a stream always: for single pieces Node's windows-1252 is another encoding (ISO 8859-1).
  for await (const slice of slices) yield toBytes(decoder.decode(slice, { stream: true }))
  yield toBytes(decoder.decode())
}

const NO_UTF8 = Buffer.from([0xff])

/** UTF-8, with a byte that is none for each character that the encoding has not. */
function toBytes(text: string): Buffer {
  const parts = text.split(/[\u0080-\u009f\ufffd]/)
  if (parts.length === 1) return Buffer.from(text)
  return Buffer.concat(
    parts.flatMap((part, index) => (index === 0 ? [Buffer.from(part)] : [NO_UTF8, Buffer.from(part)])),
  )
}

async function* fromUtf16(
  slices: AsyncGenerator<Buffer>,
  encoding: string,
  { isStart }: Options,
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const slice of slices) yield Buffer.from(decoder.decode(slice, { stream: true }))
    if (!isStart) yield Buffer.from(decoder.decode())
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw notText('The file begins as UTF-16 text, but is not text all through.', cause)
  }
}

function notText(message: string, cause?: unknown): DomainError {
  const hint = 'Save it as UTF-8 (a table as "CSV UTF-8") and upload that file.'
  return new DomainError('FILE_NOT_A_TABLE', message, { hint, cause })
}

/** `begun` and what follows, until there are `bytes` of it or it ends. */
async function take(slices: AsyncGenerator<Buffer>, bytes: number, begun?: Buffer): Promise<Buffer> {
  const parts = begun ? [begun] : []
  let size = begun?.length ?? 0
  while (size < bytes) {
    const next = await slices.next()
    if (next.done) break
    parts.push(next.value)
    size += next.value.length
  }
  return Buffer.concat(parts)
}

async function* chain(start: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for (let at = 0; at < start.length; at += SLICE_BYTES) yield start.subarray(at, at + SLICE_BYTES)
  // Not `yield*`: giving up this one must not end the rest.
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

async function* inSlices(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    for (let at = 0; at < buffer.length; at += SLICE_BYTES) yield buffer.subarray(at, at + SLICE_BYTES)
  }
}
