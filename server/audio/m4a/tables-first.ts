import { listBoxes, type Box } from './mp4-boxes'

const HEADER = 8

/**
 * The file with its tables (moov) before its sound (mdat), as whoever reads it from a pipe needs it; the file itself where
 * that is so. Whatever else lies behind the tables is left out.
 */
export function putTablesFirst(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const boxes = [...listBoxes(view, { start: 0, end: bytes.length })]
  const movie = boxes.find(({ type }) => type === 'moov')
  const data = boxes.find(({ type }) => type === 'mdat')
  if (!movie || !data || movie.start < data.start) return bytes
  const start = movie.start - HEADER
  const tables = bytes.slice(start, movie.end)
  shiftOffsets(new DataView(tables.buffer), { start: HEADER, end: tables.length }, tables.length)
  const front = boxes.find(({ type }) => type === 'ftyp')?.end ?? 0
  const file = new Uint8Array(movie.end)
  file.set(bytes.subarray(0, front))
  file.set(tables, front)
  file.set(bytes.subarray(front, start), front + tables.length)
  return file
}

const NESTED = new Set(['trak', 'mdia', 'minf', 'stbl'])

function shiftOffsets(view: DataView, within: Pick<Box, 'start' | 'end'>, by: number): void {
  for (const box of listBoxes(view, within)) {
    if (NESTED.has(box.type)) shiftOffsets(view, box, by)
    const isLong = box.type === 'co64'
    if ((!isLong && box.type !== 'stco') || box.start + 8 > box.end) continue
    const size = isLong ? 8 : 4
    const count = Math.min(view.getUint32(box.start + 4), Math.floor((box.end - box.start - 8) / size))
    for (let row = 0; row < count; row++) {
      const at = box.start + 8 + size * row
      if (isLong) view.setBigUint64(at, view.getBigUint64(at) + BigInt(by))
      else view.setUint32(at, view.getUint32(at) + by)
    }
  }
}
