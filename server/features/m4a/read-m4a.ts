import { DomainError } from '../../domain/errors'
import { readAudioConfig, type AudioConfig } from './audio-config'
import { findBox, listBoxes, readLetters, type Box } from './mp4-boxes'

/** The frames of the AAC in an MP4 file, in their order: bytes [start, end) of the file. */
export type AacTrack = AudioConfig & {
  frames: { start: number; end: number }[]
  /** Frames that the file names; more than `frames` where it ends early. */
  declaredFrames: number
}

const AAC_LC = 2
/** Bytes of a channel's frame at most (ISO/IEC 14496-3, 4.5.3: 6,144 bits). */
const LARGEST_FRAME = 768
/** Bytes of a sample entry before its boxes, by its version: QuickTime's longer ones are read over. */
const ENTRY_BYTES = [28, 44, 64]

/**
 * Finds the frames of AAC-LC in an MP4 file (.m4a), mono or stereo, by the tables in front of it (ISO/IEC 14496-12, 8.5
 * to 8.7). Nothing is decoded; a file whose tables name more than `maxSeconds` is refused before anybody tries.
 * @throws DomainError AUDIO_UNSUPPORTED (another kind of file or of coding, protected, in fragments), AUDIO_TOO_LONG or
 * AUDIO_BROKEN
 */
export function readM4a(bytes: Uint8Array, { maxSeconds }: { maxSeconds: number }): AacTrack {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const file = { start: 0, end: bytes.byteLength }
  if (bytes.byteLength < 8 || readLetters(view, 4) !== 'ftyp') throw unsupported('This is no MP4 file.')
  const movie = findBox(view, file, 'moov')
  if (!movie) throw broken('The MP4 file ends before it says what is in it.')
  if (findBox(view, movie, 'mvex')) throw unsupported('The MP4 file is in fragments.')
  const table = findSoundTable(view, movie)
  if (!table) throw unsupported('There is no sound in the MP4 file.')
  const config = readConfig(view, table)
  const sizes = readSizes(view, table)
  if (sizes.count * config.frameSamples > maxSeconds * config.sampleRate) {
    throw new DomainError('AUDIO_TOO_LONG', `The audio is longer than ${String(maxSeconds)} s.`)
  }
  const largest = LARGEST_FRAME * config.channels
  const frames: AacTrack['frames'] = []
  for (const start of listStarts(view, table, sizes)) {
    const size = sizes.of(frames.length)
    if (size === 0 || size > largest) throw broken('A frame of the MP4 file has a size that no frame has.')
    if (start + size > bytes.byteLength) break
    frames.push({ start, end: start + size })
  }
  if (frames.length === 0) throw broken('The MP4 file says it holds sound but has none.')
  return { ...config, frames, declaredFrames: sizes.count }
}

const broken = (message: string) => new DomainError('AUDIO_BROKEN', message)
const unsupported = (message: string) => new DomainError('AUDIO_UNSUPPORTED', message)

function findSoundTable(view: DataView, movie: Box): Box | null {
  for (const box of listBoxes(view, movie)) {
    if (box.type !== 'trak') continue
    const handler = findBox(view, box, 'mdia', 'hdlr')
    const isSound =
      handler && handler.start + 12 <= handler.end && readLetters(view, handler.start + 8) === 'soun'
    if (isSound) return findBox(view, box, 'mdia', 'minf', 'stbl')
  }
  return null
}

function readConfig(view: DataView, table: Box): AudioConfig {
  const description = findBox(view, table, 'stsd')
  if (!description) throw broken('The MP4 file does not say how its sound is coded.')
  const [entry] = listBoxes(view, { start: description.start + 8, end: description.end })
  if (entry?.type !== 'mp4a') {
    const kind = entry?.type === 'alac' ? 'ALAC' : 'protected or of another kind than AAC'
    throw unsupported(`The sound in the MP4 file is ${kind}.`)
  }
  const version = entry.start + 10 <= entry.end ? view.getUint16(entry.start + 8) : 0
  const inside = { start: entry.start + (ENTRY_BYTES[version] ?? entry.end), end: entry.end }
  const stream = findBox(view, inside, 'esds') ?? findBox(view, inside, 'wave', 'esds')
  const config = stream && readAudioConfig(view, stream)
  if (!config) throw broken('The MP4 file does not say how its AAC is coded.')
  const { objectType, channels, frameSamples } = config
  if (objectType !== AAC_LC || frameSamples !== 1024) {
    throw unsupported('The AAC in the MP4 file is not AAC-LC.')
  }
  if (channels < 1 || channels > 2) throw unsupported('The AAC in the MP4 file is neither mono nor stereo.')
  return config
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
