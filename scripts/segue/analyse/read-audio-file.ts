import { open } from 'node:fs/promises'
import { LIMITS } from '~workers/dsp/limits'
import { Failure } from '../failure'

/**
 * The bytes of a file, in a buffer of their own that can be handed to a thread.
 * @throws Failure FILE_NOT_FOUND or FILE_TOO_LARGE, before anything is read
 */
export async function readAudioFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await open(file).catch((error: unknown) => {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const what = isMissing ? `There is no file ${file}.` : `${file} cannot be read.`
    throw new Failure('FILE_NOT_FOUND', what, 'Check the path and try again.', { cause: error })
  })
  try {
    const found = await handle.stat()
    if (!found.isFile()) {
      throw new Failure('FILE_NOT_FOUND', `${file} is not a file.`, 'Name the audio files themselves.')
    }
    if (found.size > LIMITS.fileBytes) {
      const most = `${LIMITS.fileBytes / 1024 / 1024} MiB`
      throw new Failure(
        'FILE_TOO_LARGE',
        `${file} is larger than ${most}.`,
        'Cut a clip out of it, or convert it to MP3.',
      )
    }
    const bytes = new Uint8Array(found.size)
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled)
  } finally {
    await handle.close()
  }
}
