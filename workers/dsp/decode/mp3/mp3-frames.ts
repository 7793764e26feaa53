import { hasId3v1, ID3V1_BYTES, skipTags } from '../id3'

/** What the header of an MPEG audio frame says (ISO/IEC 11172-3, 13818-3). */
export type Mp3Header = {
  /** Of the whole frame with its header. */
  bytes: number
  /** Samples per channel. */
  samples: number
  sampleRate: number
  channels: 1 | 2
  /** The same number for frames that one decoder takes: version, layer, sample rate, and mono or stereo. */
  kind: number
}

/** Whole frames of one kind, one behind the other: bytes [start, end). */
export type Mp3Run = { start: number; end: number; header: Mp3Header; samples: number }
export type Mp3Frames = {
  runs: Mp3Run[]
  /** Length of all runs, s. */
  seconds: number
  /** Bytes between frames that are neither frames nor tags. */
  skipped: number
  /** The last frame has fewer bytes than its header says. */
  truncated: boolean
}

const V1_L3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const V1_L2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
const V1_L1 = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448]
const V2_L23 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const V2_L1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]
const RATES = [44_100, 48_000, 32_000]

/** The frame header at `at`; null where there is none (free-format frames, whose length is unsaid, count as none). */
export function findHeader(bytes: Uint8Array, at: number): Mp3Header | null {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = bytes.subarray(at, at + 4)
  if (at + 4 > bytes.length || b0 !== 0xff || (b1 & 0xe0) !== 0xe0) return null
  const version = (b1 >> 3) & 3 // 3 is MPEG-1, 2 MPEG-2, 0 MPEG-2.5, 1 reserved
  const layer = 4 - ((b1 >> 1) & 3)
  const bitrateIndex = b2 >> 4
  const rate = RATES[(b2 >> 2) & 3]
  if (version === 1 || layer === 4 || bitrateIndex === 0 || bitrateIndex === 15 || rate === undefined) {
    return null
  }
  const isV1 = version === 3
  const v1 = layer === 1 ? V1_L1 : layer === 2 ? V1_L2 : V1_L3
  const bitrate = ((isV1 ? v1 : layer === 1 ? V2_L1 : V2_L23)[bitrateIndex] ?? 0) * 1000
  const sampleRate = isV1 ? rate : version === 2 ? rate / 2 : rate / 4
  const samples = layer === 1 ? 384 : layer === 3 && !isV1 ? 576 : 1152
  const padding = (b2 >> 1) & 1
  const length =
    layer === 1
      ? (Math.floor((12 * bitrate) / sampleRate) + padding) * 4
      : Math.floor(((samples / 8) * bitrate) / sampleRate) + padding
  const channels = b3 >> 6 === 3 ? 1 : 2
  return {
    bytes: length,
    samples,
    sampleRate,
    channels,
    kind: (b1 & 0x1e) | ((b2 & 0x0c) << 4) | (channels & 1),
  }
}

/** So many frames in a row, each where the one before says, are no accident: noise has a sync word every 2,048 bytes. */
const RUN_TO_BELIEVE = 3

/** The frames of a file, in runs of one kind, tags left out; null where there are none. Linear in the file's length. */
export function findFrames(bytes: Uint8Array): Mp3Frames | null {
  const end = bytes.length - (hasId3v1(bytes, bytes.length - ID3V1_BYTES) ? ID3V1_BYTES : 0)
  const found: Mp3Frames = { runs: [], seconds: 0, skipped: 0, truncated: false }
  /** Behind the last run and the tags that follow it: files that were put together keep theirs. */
  let from = skipTags(bytes, 0)
  for (let at = from; at + 4 <= end && !found.truncated;) {
    const next = bytes.indexOf(0xff, at)
    if (next < 0 || next + 4 > end) break
    at = next
    const header = findHeader(bytes, at)
    if (!header || !isRun(bytes, at, end, header)) {
      at++
      continue
    }
    const run: Mp3Run = { start: at, end: at, header, samples: 0 }
    for (let frame: Mp3Header | null = header; frame?.kind === header.kind; frame = findHeader(bytes, at)) {
      found.truncated = at + frame.bytes > end
      if (found.truncated) break
      run.samples += frame.samples
      at += frame.bytes
      run.end = at
    }
    if (found.runs.length > 0) found.skipped += run.start - from
    found.runs.push(run)
    found.seconds += run.samples / header.sampleRate
    at = from = skipTags(bytes, at)
  }
  return found.runs.length > 0 ? found : null
}

function isRun(bytes: Uint8Array, at: number, end: number, header: Mp3Header): boolean {
  let next = at + header.bytes
  for (let i = 1; i < RUN_TO_BELIEVE; i++) {
    const frame = findHeader(bytes, next)
    if (frame?.kind !== header.kind || next + 4 > end) return false
    next += frame.bytes
  }
  return next <= end || next - end < header.bytes * 2
}
