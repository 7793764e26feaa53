import { DomainError } from '../domain/errors'

/** Puts the chunks of a file together in a buffer of their own. Beyond `maxBytes` it lets go of what it has. */
export function createByteCollector(maxBytes: number) {
  let chunks: Uint8Array[] = []
  let length = 0
  return {
    push: (chunk: Uint8Array): void => {
      length += chunk.byteLength
      if (length <= maxBytes) chunks.push(chunk)
      else chunks = []
    },
    /** Throws AUDIO_TOO_LARGE. */
    finish: (): Uint8Array<ArrayBuffer> => {
      if (length > maxBytes) throw tooLarge(maxBytes)
      const bytes = new Uint8Array(length)
      let at = 0
      for (const chunk of chunks) {
        bytes.set(chunk, at)
        at += chunk.byteLength
      }
      return bytes
    },
  }
}

function tooLarge(maxBytes: number): DomainError {
  const most =
    maxBytes >= 1024 ** 2 ? `${String(Math.floor(maxBytes / 1024 ** 2))} MB` : `${String(maxBytes)} bytes`
  return new DomainError('AUDIO_TOO_LARGE', `The file is larger than ${most}.`)
}
