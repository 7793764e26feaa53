/** Ids in one page: 8 kB of bits. */
const PAGE = 65_536n

/**
 * A set of the catalog's own ids (positive 64-bit numbers as text). They are drawn from a sequence and lie close
 * together, so a bit each will do: a million take some 130 kB, in a Set of strings 80 MB.
 */
export function createIdSet() {
  const pages = new Map<bigint, Uint8Array>()
  return {
    /** Adds an id; false where it was there. */
    add(text: string): boolean {
      const id = BigInt(text)
      const key = id / PAGE
      let page = pages.get(key)
      if (!page) pages.set(key, (page = new Uint8Array(Number(PAGE) / 8)))
      const place = Number(id % PAGE)
      const bit = 1 << (place & 7)
      const byte = page[place >> 3] ?? 0
      page[place >> 3] = byte | bit
      return (byte & bit) === 0
    },
  }
}
