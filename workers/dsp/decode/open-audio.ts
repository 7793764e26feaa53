import { AudioFailure } from '../audio-failure'
import { LIMITS } from '../limits'
import { openMp3 } from './mp3/open-mp3'
import type { PcmSource } from './pcm'
import { openWav } from './wav/open-wav'

/** First bytes of what people take for MP3 or WAV: [offset, signature, name]. */
const OTHER_AUDIO: readonly [number, string, string][] = [
  [0, 'OggS', 'an Ogg file'],
  [0, 'fLaC', 'a FLAC file'],
  [4, 'ftyp', 'an MP4 or M4A file'],
  [0, 'FORM', 'an AIFF file'],
  [0, 'MThd', 'a MIDI file'],
  [0, '\x1aE\xdf\xa3', 'a WebM or Matroska file'],
  [0, '0&\xb2u', 'a WMA file'],
]

/**
 * Opens the bytes of a file as audio; the bytes decide, not the name.
 * @throws AudioFailure EMPTY_FILE, FILE_TOO_LARGE, UNSUPPORTED_FORMAT, NOT_AUDIO or BROKEN_FILE
 */
export function openAudio(bytes: Uint8Array): PcmSource {
  if (bytes.length === 0) throw new AudioFailure('EMPTY_FILE')
  if (bytes.length > LIMITS.fileBytes) throw new AudioFailure('FILE_TOO_LARGE')
  const starts = (offset: number, signature: string) =>
    Buffer.from(bytes.subarray(offset, offset + signature.length)).toString('latin1') === signature
  for (const [offset, signature, name] of OTHER_AUDIO) {
    if (starts(offset, signature)) {
      throw new AudioFailure('UNSUPPORTED_FORMAT', `This is ${name}; Segue reads MP3 and WAV.`)
    }
  }
  const isWav = ['RIFF', 'RF64', 'BW64'].some((name) => starts(0, name)) && starts(8, 'WAVE')
  return checkSource(isWav ? openWav(bytes) : openMp3(bytes))
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
