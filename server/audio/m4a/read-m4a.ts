import { DomainError } from '../../domain/errors'
import { readAudioConfig, type AudioConfig } from './audio-config'
import { findBox, listBoxes, readLetters, type Box } from './mp4-boxes'

/** The frames of the sound in a file, in their order: bytes [start, end) of it. */
export type SoundTrack = AudioConfig & {
  coding: 'aac' | 'alac'
  frames: { start: number; end: number }[]
  /** Frames that the file names; more than `frames` where it ends early. */
  declaredFrames: number
  /** Samples that count, where it says so: encoders put some in front, and fill the last frame. */
  edit: { start: number; length: number } | null
  /** Something between the frames is none. */
  isDamaged?: boolean
}

const AAC_LC = 2
/** Bytes of a channel's frame at most (ISO/IEC 14496-3, 4.5.3: 6,144 bits); of ALAC kept as it is, with 32 bits. */
const LARGEST_FRAME = 768
const BYTES_OF_SAMPLE = 5
const LARGEST_ALAC_FRAME = 16_384
/** Bytes of a sample entry before its boxes, by its version: QuickTime's longer ones are read over. */
const ENTRY_BYTES = [28, 44, 64]
const ALAC_CONFIG_BYTES = 28

/**
 * Finds the frames of AAC-LC, mono or stereo, or of ALAC in an MP4 file (.m4a) by its tables (ISO/IEC 14496-12, 8.5 to
 * 8.7). Nothing is decoded; a file whose tables name more than `maxSeconds` is refused before anybody tries.
 * @throws DomainError AUDIO_UNSUPPORTED (another kind of file or of coding, protected, in fragments), AUDIO_TOO_LONG or
 * AUDIO_BROKEN
 */
export function readM4a(bytes: Uint8Array, { maxSeconds }: { maxSeconds: number }): SoundTrack {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const file = { start: 0, end: bytes.byteLength }
  if (bytes.byteLength < 8 || readLetters(view, 4) !== 'ftyp') throw unsupported('This is no MP4 file.')
  const movie = findBox(view, file, 'moov')
  if (!movie) throw broken('The MP4 file ends before it says what is in it.')
  if (findBox(view, movie, 'mvex')) throw unsupported('The MP4 file is in fragments.')
  const track = findSound(view, movie)
  const table = track && findBox(view, track, 'mdia', 'minf', 'stbl')
  if (!table) throw unsupported('There is no sound in the MP4 file.')
  const config = readConfig(view, table)
  const { frameSamples, sampleRate, channels } = config
  const sizes = readSizes(view, table)
  const edit = readEdit(view, movie, track, sampleRate)
  if (Math.min(sizes.count * frameSamples, edit?.length ?? Infinity) > maxSeconds * sampleRate) {
    throw new DomainError('AUDIO_TOO_LONG', `The audio is longer than ${String(maxSeconds)} s.`)
  }
  const largest = channels * (config.coding === 'aac' ? LARGEST_FRAME : frameSamples * BYTES_OF_SAMPLE)
  const frames: SoundTrack['frames'] = []
  for (const start of listStarts(view, table, sizes)) {
    const size = sizes.of(frames.length)
    if (size === 0 || size > largest) throw broken('A frame of the MP4 file has a size that no frame has.')
    if (start + size > bytes.byteLength) break
    frames.push({ start, end: start + size })
  }
  if (frames.length === 0) throw broken('The MP4 file says it holds sound but has none.')
  return { ...config, edit, frames, declaredFrames: sizes.count }
}

const broken = (message: string) => new DomainError('AUDIO_BROKEN', message)
const unsupported = (message: string) => new DomainError('AUDIO_UNSUPPORTED', message)

function findSound(view: DataView, movie: Box): Box | null {
  for (const box of listBoxes(view, movie)) {
    if (box.type !== 'trak') continue
    const handler = findBox(view, box, 'mdia', 'hdlr')
    const isSound =
      handler && handler.start + 12 <= handler.end && readLetters(view, handler.start + 8) === 'soun'
    if (isSound) return box
  }
  return null
}

type Config = AudioConfig & Pick<SoundTrack, 'coding'>

function readConfig(view: DataView, table: Box): Config {
  const description = findBox(view, table, 'stsd')
  if (!description) throw broken('The MP4 file does not say how its sound is coded.')
  const [entry] = listBoxes(view, { start: description.start + 8, end: description.end })
  if (entry?.type !== 'mp4a' && entry?.type !== 'alac') {
    throw unsupported('The sound in the MP4 file is protected or of another kind than AAC and ALAC.')
  }
  const version = entry.start + 10 <= entry.end ? view.getUint16(entry.start + 8) : 0
  const inside = { start: entry.start + (ENTRY_BYTES[version] ?? entry.end), end: entry.end }
  if (entry.type === 'alac') {
    const box = findBox(view, inside, 'alac') ?? findBox(view, inside, 'wave', 'alac')
    return readAlacConfig(view, box)
  }
  const stream = findBox(view, inside, 'esds') ?? findBox(view, inside, 'wave', 'esds')
  const config = stream && readAudioConfig(view, stream)
  if (!config) throw broken('The MP4 file does not say how its AAC is coded.')
  const { objectType, channels, frameSamples } = config
  if (objectType !== AAC_LC || frameSamples !== 1024) {
    throw unsupported('The AAC in the MP4 file is not AAC-LC, which Segue reads only by means of ffmpeg.')
  }
  if (channels < 1 || channels > 2) throw unsupported('The AAC in the MP4 file is neither mono nor stereo.')
  return { ...config, coding: 'aac' }
}

/** Apple's ALACSpecificConfig, behind a version and flags: frames of so many samples, bits, channels, rate. */
function readAlacConfig(view: DataView, box: Box | null): Config {
  if (!box || box.start + ALAC_CONFIG_BYTES > box.end) {
    throw broken('The MP4 file does not say how its ALAC is coded.')
  }
  const frameSamples = view.getUint32(box.start + 4)
  const channels = view.getUint8(box.start + 13)
  const sampleRate = view.getUint32(box.start + 24)
  if (frameSamples < 1 || frameSamples > LARGEST_ALAC_FRAME || channels < 1 || channels > 8) {
    throw broken('The MP4 file does not say how its ALAC is coded.')
  }
  if (sampleRate < 8000 || sampleRate > 192_000) {
    throw unsupported(`The sample rate is ${String(sampleRate)} Hz; Segue reads 8000 to 192000 Hz.`)
  }
  return { coding: 'alac', objectType: 0, rateIndex: 0, sampleRate, channels, frameSamples }
}

/** Where the sound begins and how long it is, of a list with one edit (8.6.6); null where there is none. */
function readEdit(view: DataView, movie: Box, track: Box, sampleRate: number): SoundTrack['edit'] {
  const list = findBox(view, track, 'edts', 'elst')
  const movieScale = readScale(view, findBox(view, movie, 'mvhd'))
  const scale = readScale(view, findBox(view, track, 'mdia', 'mdhd'))
  if (!list || list.start + 20 > list.end || !movieScale || !scale || view.getUint32(list.start + 4) !== 1) {
    return null
  }
  const isLong = view.getUint8(list.start) === 1
  if (isLong && list.start + 28 > list.end) return null
  const at = list.start + 8
  const duration = isLong ? Number(view.getBigUint64(at)) : view.getUint32(at)
  const from = isLong ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4)
  if (from < 0) return null
  return {
    start: Math.round((from * sampleRate) / scale),
    length: duration === 0 ? Infinity : Math.round((duration * sampleRate) / movieScale),
  }
}

/** Units a second, of `mvhd` and `mdhd`; 0 where it is not said. */
function readScale(view: DataView, box: Box | null): number {
  if (!box || box.start + 24 > box.end) return 0
  return view.getUint32(box.start + (view.getUint8(box.start) === 1 ? 20 : 12))
}

type Sizes = { count: number; of: (frame: number) => number }

function readSizes(view: DataView, table: Box): Sizes {
  const { start, end } = requireTable(view, table, 'stsz')
  if (start + 12 > end) throw broken('A table of the MP4 file is cut short.')
  const same = view.getUint32(start + 4)
  const count = view.getUint32(start + 8)
  if (same === 0 && start + 12 + 4 * count > end) throw broken('A table of the MP4 file is cut short.')
  return { count, of: (frame) => (same === 0 ? view.getUint32(start + 12 + 4 * frame) : same) }
}

/** Where each frame begins: chunks lie anywhere, the frames of one lie one behind the other. */
function* listStarts(view: DataView, table: Box, sizes: Sizes): Generator<number> {
  const offsets = findBox(view, table, 'stco') ?? requireTable(view, table, 'co64')
  const isLong = offsets.type === 'co64'
  const chunks = readRows(view, offsets, isLong ? 8 : 4)
  const runs = readRows(view, requireTable(view, table, 'stsc'), 12)
  let frame = 0
  let run = 0
  for (let chunk = 0; chunk < chunks.count && frame < sizes.count; chunk++) {
    // Rows name the first chunk, counted from 1, of so many frames a chunk each.
    while (run + 1 < runs.count && view.getUint32(runs.at(run + 1)) <= chunk + 1) run++
    if (runs.count === 0) return
    const at = chunks.at(chunk)
    let start = isLong ? Number(view.getBigUint64(at)) : view.getUint32(at)
    const last = Math.min(sizes.count, frame + view.getUint32(runs.at(run) + 4))
    for (; frame < last; frame++) {
      yield start
      start += sizes.of(frame)
    }
  }
}

/** The rows of a table behind its version, flags and count. */
function readRows(view: DataView, { start, end }: Box, bytes: number) {
  if (start + 8 > end) throw broken('A table of the MP4 file is cut short.')
  const count = Math.min(view.getUint32(start + 4), Math.floor((end - start - 8) / bytes))
  return { count, at: (row: number) => start + 8 + bytes * row }
}

function requireTable(view: DataView, table: Box, type: string): Box {
  const found = findBox(view, table, type)
  if (!found) throw broken('The MP4 file does not say where its sound lies.')
  return found
}
