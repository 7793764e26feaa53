/**
 * Bounds of one analysis. They keep a thread below about half a gigabyte and a few seconds whatever file it is given:
 * ten minutes of mono at 22,050 Hz are 53 MB, beside the file itself and one chunk of decoded audio.
 */
export const LIMITS = {
  /** A file larger than this is refused before it is read. Ten minutes of 24-bit stereo at 48 kHz are 173 MB. */
  fileBytes: 256 * 1024 * 1024,
  /** Only so much from the start is analysed; the rest is named by `partial: ['capped']`. */
  analysedSeconds: 600,
  /** Below this there is not one frame of each kind to speak of. */
  minSeconds: 0.5,
  minSampleRate: 8000,
  maxSampleRate: 192_000,
  channels: 8,
  /** Samples per channel that a decoder hands over at once. */
  chunkSamples: 65_536,
} as const

/** Everything but loudness is measured on mono at this rate (Hz): content up to 10 kHz, half the work of 44,100 Hz. */
export const ANALYSIS_RATE = 22_050
