import { ascii } from '../ascii'

/** A page of an Ogg file whose checksum is right (RFC 3533, 6). */
export type OggPage = {
  serial: number
  /** Position that the codec gives to the end of the page's last finished packet; null where none ends on it. */
  granule: number | null
  isFirst: boolean
  isLast: boolean
  /** Its first piece goes on with the packet of the page before. */
  isContinued: boolean
  /** Pieces of packets; the last one goes on in the next page where `isOpen`. */
  pieces: Uint8Array[]
  isOpen: boolean
}

/** What stands between pages, or a page with a wrong checksum. */
export type OggGap = 'gap'

const HEADER = 27
const FULL = 255
const NONE = 0xffff_ffff_ffff_ffffn

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c1_1db7 : 0)
  return crc
})

/** All pages in their order. Linear in the file's length: a page with a wrong checksum is passed as a whole. */
export function* readOggPages(bytes: Uint8Array): Generator<OggPage | OggGap> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + HEADER <= bytes.length;) {
    if (ascii(bytes, at, 4) !== 'OggS') {
      yield 'gap'
      at = findCapture(bytes, at + 1)
      continue
    }
    const table = bytes.subarray(at + HEADER, at + HEADER + view.getUint8(at + 26))
    const start = at + HEADER + table.length
    const end = start + table.reduce((sum, size) => sum + size, 0)
    if (end > bytes.length) return
    if (getChecksum(bytes, at, end) === view.getUint32(at + 22, true)) yield toPage(bytes, view, at, table)
    else yield 'gap'
    at = end
  }
}

function toPage(bytes: Uint8Array, view: DataView, at: number, table: Uint8Array): OggPage {
  const flags = view.getUint8(at + 5)
  const granule = view.getBigUint64(at + 6, true)
  const pieces: Uint8Array[] = []
  let start = at + HEADER + table.length
  let size = 0
  for (const segment of table) {
    size += segment
    if (segment === FULL) continue
    pieces.push(bytes.subarray(start, start + size))
    start += size
    size = 0
  }
  const isOpen = table.at(-1) === FULL
  if (isOpen) pieces.push(bytes.subarray(start, start + size))
  return {
    serial: view.getUint32(at + 14, true),
    granule: granule === NONE ? null : Number(granule),
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    pieces,
    isOpen,
  }
}

function findCapture(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x4f, from); at >= 0; at = bytes.indexOf(0x4f, at + 1)) {
    if (ascii(bytes, at, 4) === 'OggS') return at
  }
  return bytes.length
}

/** CRC-32 of a page with its own field taken as zero. */
function getChecksum(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0
  for (let at = start; at < end; at++) {
    const byte = at >= start + 22 && at < start + 26 ? 0 : (bytes[at] ?? 0)
    crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0)
  }
  return crc >>> 0
}
