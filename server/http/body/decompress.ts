import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { DomainError } from '../../domain/errors'

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const METHODS: Record<string, Decompress> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  identity: (bytes) => Promise.resolve(bytes),
}

/** How to read a body that came with this Content-Encoding. Throws BODY_TYPE_UNSUPPORTED. */
export function findDecompress(encoding: string | undefined): Decompress {
  const name = (encoding ?? '').trim().toLowerCase() || 'identity'
  const decompress = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
  if (decompress) return decompress
  throw new DomainError('BODY_TYPE_UNSUPPORTED', 'The body has a Content-Encoding that is not read here.')
}

/** The bytes of a compressed body. Throws BODY_TOO_LARGE, or INPUT_INVALID where it is not what its header says. */
export async function decompressBody(
  decompress: Decompress,
  bytes: Buffer,
  maxOutputLength: number,
): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new DomainError('BODY_TOO_LARGE', 'The request is too large once it is decompressed.', { cause })
    }
    throw new DomainError('INPUT_INVALID', 'The body is not compressed as its Content-Encoding says.', {
      hint: 'Send it without Content-Encoding, or compress it whole.',
      cause,
    })
  }
}
