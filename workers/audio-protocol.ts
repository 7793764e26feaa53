import type { AudioAnalysis, AudioFormat, AudioPartial } from '~server/domain/sound-analysis'

/** Messages between whoever wants a file analysed and the worker thread that does it. Failures are data. */

/**
 * `bytes` is the whole file; hand its buffer over (transferList) rather than have it copied. A file longer than
 * `maxSeconds` is refused; without it the first LIMITS.analysedSeconds are analysed.
 */
export type AnalyseTask = { bytes: Uint8Array<ArrayBuffer>; maxSeconds?: number; unpacked?: Unpacked }

/** What is known of the file that was decoded beforehand to the WAV file in `bytes`. */
export type Unpacked = {
  format: AudioFormat
  /** Length, s; null where it is not said. */
  declaredSeconds: number | null
  flaws: Extract<AudioPartial, 'truncated' | 'damaged'>[]
}

export type AudioFailureCode =
  | 'EMPTY_FILE'
  | 'FILE_TOO_LARGE'
  | 'NOT_AUDIO'
  | 'UNSUPPORTED_FORMAT'
  | 'BROKEN_FILE'
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'ANALYSIS_FAILED'

/** `message` says what is wrong, `hint` what to do. */
export type AnalyseFailure = { ok: false; code: AudioFailureCode; message: string; hint: string }
export type AnalyseResult = ({ ok: true } & AudioAnalysis) | AnalyseFailure
