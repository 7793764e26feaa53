import { readOggPages, type OggPage } from './ogg-pages'

/** The packets that end on one page, and the page's position. */
export type OggBatch = Pick<OggPage, 'granule' | 'isLast'> & { packets: Uint8Array[] }

export type OggSummary = {
  /** Position at the end of the stream; null where no page names one. */
  lastGranule: number | null
  /** The stream has a page that says it is its last. */
  isComplete: boolean
  /** Something in the file is neither a whole page nor of a stream beside this one: damage, or another piece of music. */
  isDamaged: boolean
}

/** No packet of sound is longer. Comments with a picture are: they come out empty. */
const MAX_PACKET_BYTES = 128 * 1024

/** Reads a stream over, without its packets. */
export function summariseStream(bytes: Uint8Array, serial: number): OggSummary {
  const summary: OggSummary = { lastGranule: null, isComplete: false, isDamaged: false }
  for (const page of readOggPages(bytes)) {
    if (page === 'gap') {
      // What follows the end of the music is no part of it.
      if (!summary.isComplete) summary.isDamaged = true
    } else if (page.serial === serial) {
      summary.lastGranule = page.granule ?? summary.lastGranule
      summary.isComplete ||= page.isLast
    } else if (summary.isComplete && page.isFirst) {
      summary.isDamaged = true
    }
  }
  return summary
}

/** The packets of one stream, page by page, up to its last page. A packet of which a page is missing is left out. */
export function* readBatches(bytes: Uint8Array, serial: number): Generator<OggBatch> {
  let open: Uint8Array[] | null = null
  for (const page of readOggPages(bytes)) {
    if (page === 'gap') {
      open = null
      continue
    }
    if (page.serial !== serial) continue
    const packets: Uint8Array[] = []
    for (const [i, piece] of page.pieces.entries()) {
      const isStart: boolean = i > 0 || !page.isContinued
      if (isStart) open = []
      open?.push(piece)
      if (page.isOpen && i === page.pieces.length - 1) break
      if (open) packets.push(join(open))
      open = null
    }
    yield { packets, granule: page.granule, isLast: page.isLast }
    if (page.isLast) return
  }
}

function join(pieces: Uint8Array[]): Uint8Array {
  const [first] = pieces
  if (first && pieces.length === 1) return first
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const packet = new Uint8Array(length > MAX_PACKET_BYTES ? 0 : length)
  let at = 0
  for (const piece of packet.length > 0 ? pieces : []) {
    packet.set(piece, at)
    at += piece.length
  }
  return packet
}
