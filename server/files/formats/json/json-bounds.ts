/** Containers within each other: lists of tracks have five at most. */
const MAX_DEPTH = 64
/** A text goes on for so many bytes at most; what is behind is left out, and the entry is too long to be stored. */
const MAX_STRING = 16 * 1024
/** A number or a word such as `null`. */
const MAX_LITERAL = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SMALL_U = 0x75
const BEHIND_BACKSLASH = -1

/**
 * Bounds what a JSON parser has to hold, before it gets it. `take` gives the bytes of a slice without what texts have too
 * much, up to where the document is nested too deep or a word in it is too long, which `reason` then says.
 */
export function createJsonBounds() {
  let depth = 0
  let inString = false
  let isDropping = false
  /** Within an escape sequence: BEHIND_BACKSLASH, or so many digits of it are still to come. */
  let escape = 0
  let length = 0
  let literal = 0
  let reason: string | null = null

  /** Whether the byte of a string stays. */
  function keepsOfString(byte: number): boolean {
    // A text is cut between characters, and not within an escape sequence.
    if (++length > MAX_STRING && escape === 0 && (byte & 0xc0) !== 0x80) isDropping = true
    if (escape === BEHIND_BACKSLASH) escape = byte === SMALL_U ? 4 : 0
    else if (escape > 0) escape--
    else if (byte === BACKSLASH) escape = BEHIND_BACKSLASH
    else if (byte === QUOTE) inString = isDropping = false
    return !isDropping
  }

  function isFine(byte: number): boolean {
    literal = byte > 0x20 && byte !== 0x2c && byte !== 0x3a ? literal + 1 : 0
    if (byte === QUOTE) {
      inString = true
      length = escape = literal = 0
    } else if (byte === 0x5b || byte === 0x7b) {
      depth++
      literal = 0
    } else if (byte === 0x5d || byte === 0x7d) {
      depth--
      literal = 0
    }
    if (depth > MAX_DEPTH) reason = `it is nested deeper than ${String(MAX_DEPTH)} levels`
    else if (literal > MAX_LITERAL) reason = 'a value in it is no JSON'
    return reason === null
  }

  return {
    reason: () => reason,
    take(slice: Buffer): Buffer {
      const kept: Buffer[] = []
      let from = 0
      for (let at = 0; at < slice.length; at++) {
        const byte = slice[at] ?? 0
        if (!inString) {
          if (!isFine(byte)) return Buffer.concat([...kept, slice.subarray(from, at)])
        } else if (!keepsOfString(byte)) {
          if (from < at) kept.push(slice.subarray(from, at))
          from = at + 1
        }
      }
      if (kept.length === 0 && from === 0) return slice
      return Buffer.concat([...kept, slice.subarray(from)])
    },
  }
}
