import type { AudioFailureCode } from '../audio-protocol'
import { AUDIO_KINDS } from '~server/domain/sound-analysis'
import { LIMITS } from './limits'

/** Those that a file is to blame for. */
type ExpectedCode = Exclude<AudioFailureCode, 'ANALYSIS_FAILED'>

/** Why a file gives no descriptors: its code, what is wrong, and what to do. */
const FAILURES: Record<ExpectedCode, readonly [message: string, hint: string]> = {
  EMPTY_FILE: ['The file is empty.', 'Choose a file with audio in it.'],
  FILE_TOO_LARGE: [
    `The file is larger than ${LIMITS.fileBytes / 1024 / 1024} MiB.`,
    'Cut a clip out of it, or convert it to MP3.',
  ],
  NOT_AUDIO: [
    'The file is not audio that Segue knows.',
    `Give a file of one of these kinds: ${AUDIO_KINDS}.`,
  ],
  UNSUPPORTED_FORMAT: [
    'Segue does not read this kind of audio.',
    `Convert it to one of these: ${AUDIO_KINDS}.`,
  ],
  BROKEN_FILE: ['The audio in the file cannot be decoded.', 'Save or download the file again.'],
  TOO_SHORT: [
    `The file holds less than ${LIMITS.minSeconds} s of audio.`,
    'Give a longer piece; 30 s are plenty.',
  ],
  TOO_LONG: ['The file is longer than what is listened to.', 'Cut a clip out of it; 30 s are plenty.'],
}

/** The expected end of an analysis that cannot be done. `detail` replaces the general sentence by a more exact one. */
export class AudioFailure extends Error {
  readonly code: ExpectedCode
  readonly hint: string

  constructor(code: ExpectedCode, detail?: string) {
    const [message, hint] = FAILURES[code]
    super(detail ?? message)
    this.code = code
    this.hint = hint
  }
}
