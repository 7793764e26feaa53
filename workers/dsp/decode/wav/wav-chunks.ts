/** Where the samples of a WAVE file lie: bytes [start, end). `missing`: bytes that should follow and do not. */
export type WavData = { start: number; end: number; missing: number }
export type WavChunks = { format: { start: number; size: number } | null; data: WavData | null }

const HEADER = 8
const FIRST_CHUNK = 12
const RIFF = 0x52494646
const DS64 = 0x64733634
const FMT = 0x666d7420
const DATA = 0x64617461
/**
 * Programs that do not know the length yet (a pipe) write the largest size they can, or one rounded down:
 * 0x7FFF0000, 0x7FFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF. Nothing that is read here can be as long.
 */
const UNKNOWN_FROM = 0x7fff_0000
const IN_DS64 = 0xffff_ffff

/**
 * Finds the format and the samples of RIFF/WAVE, RF64 or BW64 (EBU Tech 3306, ITU-R BS.2088: sizes of 64 bits in the
 * chunk ds64). A size is believed where the file holds as much; where the size of the whole file says the same, but the
 * file ends earlier, it was cut. Any other size means unknown: the samples go on to the end of the file.
 */
export function findWavChunks(view: DataView): WavChunks {
  const isRiff = view.getUint32(0) === RIFF
  let wide: { riff: number; data: number } | null = null
  let format: WavChunks['format'] = null
  for (let at = FIRST_CHUNK; at + HEADER <= view.byteLength;) {
    const id = view.getUint32(at)
    const size = view.getUint32(at + 4, true)
    const start = at + HEADER
    if (id === DS64 && !isRiff && size >= 16 && start + 16 <= view.byteLength) {
      wide = {
        riff: Number(view.getBigUint64(start, true)),
        data: Number(view.getBigUint64(start + 8, true)),
      }
    }
    if (id === FMT) format = { start, size }
    if (id === DATA) {
      const riff = view.getUint32(4, true)
      const sizes = {
        riff: wide && riff === IN_DS64 ? wide.riff : riff,
        data: wide && size === IN_DS64 ? wide.data : size,
      }
      const data = measureData(view.byteLength, start, sizes)
      if (data) return { format, data }
    }
    at = findNext(view, start, size)
  }
  return { format, data: null }
}

/** Null for a chunk without samples before others. */
function measureData(length: number, start: number, size: { riff: number; data: number }): WavData | null {
  const end = start + size.data
  const fileEnd = HEADER + size.riff
  if (size.data === 0 && fileEnd > start && fileEnd <= length) return null
  if (size.data > 0 && end <= length) return { start, end, missing: 0 }
  const isCut = size.data > 0 && size.riff < UNKNOWN_FROM && fileEnd >= end
  return { start, end: length, missing: isCut ? end - length : 0 }
}

/** Chunks lie on even addresses; some programs leave out the byte that makes it so. */
function findNext(view: DataView, start: number, size: number): number {
  const end = start + size
  return size % 2 === 0 || (!isName(view, end + 1) && isName(view, end)) ? end : end + 1
}

function isName(view: DataView, at: number): boolean {
  if (at + 4 > view.byteLength) return false
  return [0, 1, 2, 3].every((offset) => {
    const letter = view.getUint8(at + offset)
    return letter >= 0x20 && letter < 0x7f
  })
}
