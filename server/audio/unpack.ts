import type { AudioFormat } from '../domain/sound-analysis'
import { DomainError } from '../domain/errors'
import { detectContainer, CONTAINER_NAMES, type Container } from '~workers/dsp/decode/detect'
import type { Unpacked } from '~workers/audio-protocol'
import { LIMITS } from '~workers/dsp/limits'
import type { Decoders } from './open-decoders'
import { createTurns } from './turns'
import { decodeAlac, decodeTrack } from './m4a/decode-track'
import { getSeconds, readTrack } from './m4a/read-track'
import { putTablesFirst } from './m4a/tables-first'

export type UnpackOptions = { maxSeconds?: number | undefined; signal?: AbortSignal | undefined }
/** A file that the threads of the analysis can read, and what is known of the one that it stands for. */
export type Sound = { bytes: Uint8Array<ArrayBuffer>; unpacked?: Unpacked }
export type Unpack = (bytes: Uint8Array<ArrayBuffer>, options: UnpackOptions) => Promise<Sound>

/** What ffmpeg calls the kinds that it alone reads. */
const DEMUXERS: Partial<Record<Container, string>> = {
  mp4: 'mov',
  adts: 'aac',
  matroska: 'matroska',
  asf: 'asf',
  wv: 'wv',
  ape: 'ape',
  tta: 'tta',
  mpc: 'mpc',
  mpc8: 'mpc8',
  dsf: 'dsf',
  caf: 'caf',
  w64: 'w64',
  au: 'au',
}
/** Longer ones are cut here where the caller sets no limit, so that the analysis knows there is more. */
const MOST_SECONDS = LIMITS.analysedSeconds + 1
/** Tables of more are no music. */
const LONGEST_SECONDS = 86_400
const AT_ONCE = 2
const WAITING = 16

/**
 * Decodes what the threads of the analysis cannot read: by the operator's ffmpeg where there is one, else AAC-LC and ALAC
 * by the optional package. Two files at once; what it gives is a WAV file in memory of LIMITS.fileBytes at most.
 */
export function createUnpack({ ffmpeg, loadAac }: Decoders): Unpack {
  const inTurn = createTurns(AT_ONCE, WAITING)
  return async (bytes, options) => {
    options.signal?.throwIfAborted()
    const container = detectContainer(bytes)
    const demuxer = container && DEMUXERS[container]
    if (!container || !demuxer) return { bytes }
    if (bytes.length > LIMITS.fileBytes) throw new DomainError('AUDIO_TOO_LARGE', 'The file is too large.')
    return inTurn(() => unpack(bytes, container, demuxer, options))
  }

  async function unpack(
    bytes: Uint8Array<ArrayBuffer>,
    container: Container,
    demuxer: string,
    { maxSeconds, signal }: UnpackOptions,
  ): Promise<Sound> {
    const track = readTrack(bytes, container, {
      maxSeconds: maxSeconds ?? LONGEST_SECONDS,
      others: ffmpeg !== null,
    })
    const seconds = track && getSeconds(track)
    const format: AudioFormat = track?.coding ?? 'other'
    const unpacked = (flawed: boolean): Unpacked => ({
      format,
      declaredSeconds: seconds,
      flaws: [
        ...(track && track.frames.length < track.declaredFrames ? (['truncated'] as const) : []),
        ...(flawed || track?.isDamaged ? (['damaged'] as const) : []),
      ],
    })
    const most = Math.min(MOST_SECONDS, (maxSeconds ?? MOST_SECONDS) + 1)
    if (ffmpeg) {
      const input = container === 'mp4' ? putTablesFirst(bytes) : bytes
      const isCut = track !== null && track.frames.length < track.declaredFrames
      const { wav, flawed } = await ffmpeg.decode(input, { demuxer, seconds: most, signal })
      return { bytes: wav, unpacked: unpacked(flawed && !isCut) }
    }
    const aac = track && (await loadAac())
    if (!track || !aac) {
      throw new DomainError(
        'AUDIO_UNSUPPORTED',
        `This is ${CONTAINER_NAMES[container]}, which Segue reads only where ffmpeg${track ? ' or its optional decoder' : ''} is installed.`,
      )
    }
    const decode = track.coding === 'alac' ? decodeAlac : decodeTrack
    const { wav, isWhole } = await decode(aac, bytes, track, { seconds: most, signal })
    return { bytes: wav, unpacked: unpacked(!isWhole) }
  }
}
