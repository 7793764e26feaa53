import { AudioFailure } from '../audio-failure'
import { LIMITS } from '../limits'
import { openAiff } from './aiff/open-aiff'
import { CONTAINER_NAMES, detectContainer, type Container } from './detect'
import { openFlac } from './flac/open-flac'
import { openMp3 } from './mp3/open-mp3'
import { openOgg } from './ogg/open-ogg'
import type { PcmSource } from './pcm'
import { openWav } from './wav/open-wav'

const OPENERS: Partial<Record<Container, (bytes: Uint8Array) => PcmSource>> = {
  wav: openWav,
  aiff: openAiff,
  flac: openFlac,
  ogg: openOgg,
}

/**
 * Opens the bytes of a file as audio; the bytes decide, not the name.
 * @throws AudioFailure EMPTY_FILE, FILE_TOO_LARGE, UNSUPPORTED_FORMAT, NOT_AUDIO or BROKEN_FILE
 */
export function openAudio(bytes: Uint8Array): PcmSource {
  if (bytes.length === 0) throw new AudioFailure('EMPTY_FILE')
  if (bytes.length > LIMITS.fileBytes) throw new AudioFailure('FILE_TOO_LARGE')
  const container = detectContainer(bytes)
  const open = container ? OPENERS[container] : openMp3
  if (container && !open) {
    const name = CONTAINER_NAMES[container]
    throw new AudioFailure(
      'UNSUPPORTED_FORMAT',
      `This is ${name}, which Segue reads only by means of ffmpeg.`,
    )
  }
  const source = checkSource((open ?? openMp3)(bytes))
  return { ...source, chunks: endOnTrap(source.chunks) }
}

/** What a decoder cannot cope with ends it; that is the file's fault. */
async function* endOnTrap(chunks: PcmSource['chunks']): AsyncGenerator<Float32Array[]> {
  try {
    yield* chunks
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      throw new AudioFailure('BROKEN_FILE')
    }
    throw error
  }
}

function checkSource(source: PcmSource): PcmSource {
  const { sampleRate } = source
  const channels = source.speakers.length
  if (sampleRate < LIMITS.minSampleRate || sampleRate > LIMITS.maxSampleRate) {
    const range = `${LIMITS.minSampleRate} to ${LIMITS.maxSampleRate} Hz`
    throw new AudioFailure('UNSUPPORTED_FORMAT', `The sample rate is ${sampleRate} Hz; Segue reads ${range}.`)
  }
  if (channels < 1 || channels > LIMITS.channels) {
    throw new AudioFailure(
      'UNSUPPORTED_FORMAT',
      `The file has ${channels} channels; Segue reads 1 to ${LIMITS.channels}.`,
    )
  }
  return source
}
