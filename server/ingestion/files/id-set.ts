/** Ids in one page, which differ in this many digits: some 1 kB of bits. */
const DIGITS = 4

/** `add` gives false where the id was there. */
export type IdSet = { has: (text: string) => boolean; add: (text: string) => boolean }

/**
 * A set of the catalog's own ids (positive 64-bit numbers as text). They are drawn from a sequence and lie close
 * together, so a bit each will do: a million take some 130 kB, in a Set of strings 80 MB.
 */
export function createIdSet(): IdSet {
  const pages = new Map<string, Uint8Array>()
  return {
    has(text) {
      const place = Number(text.slice(-DIGITS))
      return ((pages.get(text.slice(0, -DIGITS))?.[place >> 3] ?? 0) & (1 << (place & 7))) !== 0
    },

    add(text) {
      // As text: 64 bits are more than a number holds, and large integers cost an object for each step.
      const key = text.slice(0, -DIGITS)
      let page = pages.get(key)
      if (!page) pages.set(key, (page = new Uint8Array(10 ** DIGITS / 8)))
      const place = Number(text.slice(-DIGITS))
      const bit = 1 << (place & 7)
      const byte = page[place >> 3] ?? 0
      page[place >> 3] = byte | bit
      return (byte & bit) === 0
    },
  }
}
