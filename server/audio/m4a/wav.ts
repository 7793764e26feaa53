const HEADER = 44
const FLOAT = 3
/** Above full scale by 6 dB: coding overshoots by less, what is louder is damage. */
const LOUDEST = 2

/** Writes a WAV file of 32-bit floats (RIFF, WAVE_FORMAT_IEEE_FLOAT), `samples` of each channel at most. */
export function createWav({
  sampleRate,
  channels,
  samples,
}: Record<'sampleRate' | 'channels' | 'samples', number>) {
  const buffer = new ArrayBuffer(HEADER + 4 * samples * channels)
  // Every machine that Node runs on is little-endian, as WAV is.
  const floats = new Float32Array(buffer, HEADER)
  let written = 0

  return {
    /** Appends one array a channel, all of one length; what there is no room for is left out. */
    push(pieces: Float32Array[]) {
      const length = Math.min(samples - written, pieces[0]?.length ?? 0)
      for (const [channel, piece] of pieces.entries()) {
        for (let i = 0; i < length; i++) {
          const sample = piece[i] ?? 0
          floats[(written + i) * channels + channel] = Math.max(-LOUDEST, Math.min(LOUDEST, sample))
        }
      }
      written += length
    },
    /** Samples of each channel so far. */
    written: () => written,
    finish(): Uint8Array<ArrayBuffer> {
      const frameBytes = 4 * channels
      const dataBytes = written * frameBytes
      const header = Buffer.from(buffer, 0, HEADER)
      header.write('RIFF', 0, 'latin1')
      header.writeUInt32LE(HEADER - 8 + dataBytes, 4)
      header.write('WAVEfmt ', 8, 'latin1')
      header.writeUInt32LE(16, 16)
      header.writeUInt16LE(FLOAT, 20)
      header.writeUInt16LE(channels, 22)
      header.writeUInt32LE(sampleRate, 24)
      header.writeUInt32LE(sampleRate * frameBytes, 28)
      header.writeUInt16LE(frameBytes, 32)
      header.writeUInt16LE(32, 34)
      header.write('data', 36, 'latin1')
      header.writeUInt32LE(dataBytes, 40)
      return new Uint8Array(buffer, 0, HEADER + dataBytes)
    },
  }
}
