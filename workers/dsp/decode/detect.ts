import { ascii } from './ascii'
import { getId3v2Bytes } from './id3'

/** Kinds of files that are told apart by their first bytes. What is none of them may still be MP3. */
export type Container = (typeof SIGNATURES)[number][0] | 'adts'

/** [kind, letters at the start, offset of more letters, those]. */
const SIGNATURES = [
  ['wav', 'RIFF', 8, 'WAVE'],
  ['wav', 'RF64', 8, 'WAVE'],
  ['wav', 'BW64', 8, 'WAVE'],
  ['aiff', 'FORM', 8, 'AIFF'],
  ['aiff', 'FORM', 8, 'AIFC'],
  ['flac', 'fLaC'],
  ['ogg', 'OggS'],
  ['mp4', '', 4, 'ftyp'],
  ['matroska', '\x1aE\xdf\xa3'],
  ['asf', '0&\xb2u'],
  ['wv', 'wvpk'],
  ['ape', 'MAC '],
  ['tta', 'TTA1'],
  ['mpc', 'MP+'],
  ['mpc8', 'MPCK'],
  ['dsf', 'DSD '],
  ['caf', 'caff'],
  ['w64', 'riff\x2e\x91\xcf\x11'],
  ['au', '.snd'],
  ['midi', 'MThd'],
] as const

/** How each is called in a sentence. */
export const CONTAINER_NAMES: Record<Container, string> = {
  wav: 'a WAV file',
  aiff: 'an AIFF file',
  flac: 'a FLAC file',
  ogg: 'an Ogg file',
  mp4: 'an MP4 or M4A file',
  adts: 'an AAC file',
  matroska: 'a WebM or Matroska file',
  asf: 'a WMA file',
  wv: 'a WavPack file',
  ape: 'a Monkey’s Audio file',
  tta: 'a True Audio file',
  mpc: 'a Musepack file',
  mpc8: 'a Musepack file',
  dsf: 'a DSD file',
  caf: 'a Core Audio file',
  w64: 'a Wave64 file',
  au: 'an AU file',
  midi: 'a MIDI file',
}

/** What the bytes say that a file is, also behind an ID3v2 tag; null for anything else. */
export function detectContainer(bytes: Uint8Array): Container | null {
  const start = getId3v2Bytes(bytes, 0)
  const has = (offset: number, letters: string) => ascii(bytes, start + offset, letters.length) === letters
  for (const [kind, letters, offset = 0, more = ''] of SIGNATURES) {
    if (has(0, letters) && has(offset, more)) return kind
  }
  return isAdts(bytes, start) ? 'adts' : null
}

/** Three frames in a row, each where the one before says (ISO/IEC 14496-3, 1.A.2.2): layer 0, which MP3 never has. */
function isAdts(bytes: Uint8Array, start: number): boolean {
  let at = start
  for (let frame = 0; frame < 3; frame++) {
    const [b0 = 0, b1 = 0, , b3 = 0, b4 = 0, b5 = 0] = bytes.subarray(at, at + 6)
    const length = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5)
    if (b0 !== 0xff || (b1 & 0xf6) !== 0xf0 || length < 7) return false
    at += length
  }
  return true
}
