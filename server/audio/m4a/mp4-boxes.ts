/** A box of an MP4 file: its four letters, and where its content lies, bytes [start, end). */
export type Box = { type: string; start: number; end: number }

const HEADER = 8
const LONG_HEADER = 16

/**
 * The boxes that follow each other in [start, end) (ISO/IEC 14496-12, 4.2). One that says to be longer than what is left
 * ends where that ends; what is no box ends the list.
 */
export function* listBoxes(view: DataView, { start, end }: Pick<Box, 'start' | 'end'>): Generator<Box> {
  for (let at = start; at + HEADER <= end;) {
    const short = view.getUint32(at)
    const isLong = short === 1 && at + LONG_HEADER <= end
    const said = isLong ? Number(view.getBigUint64(at + HEADER)) : short
    const header = isLong ? LONG_HEADER : HEADER
    // Zero: up to the end.
    const size = said === 0 ? end - at : said
    if (size < header) return
    yield { type: readLetters(view, at + 4), start: at + header, end: Math.min(end, at + size) }
    at += size
  }
}

/** The box reached by a path of types, the first of its type on every level; null where there is none. */
export function findBox(
  view: DataView,
  within: Pick<Box, 'start' | 'end'>,
  ...path: [string, ...string[]]
): Box | null {
  let place: Pick<Box, 'start' | 'end'> = within
  let found: Box | null = null
  for (const type of path) {
    found = null
    for (const box of listBoxes(view, place)) {
      if (box.type !== type) continue
      found = box
      break
    }
    if (!found) return null
    place = found
  }
  return found
}

/** Four bytes as letters. */
export function readLetters(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)))
}
