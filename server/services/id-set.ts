/** Ids in one page: 8 kB of bits. */
const PAGE = 65_536n

/** `add` gives false where the id was there. */
export type IdSet = { has: (text: string) => boolean; add: (text: string) => boolean }

/**
 * A set of the catalog's own ids (positive 64-bit numbers as text). They are drawn from a sequence and lie close
 * together, so a bit each will do: a million take some 130 kB, in a Set of strings 80 MB.
 */
export function createIdSet(): IdSet {
  const pages = new Map<bigint, Uint8Array>()
  return {
    has(text) {
      const id = BigInt(text)
      const place = Number(id % PAGE)
      return ((pages.get(id / PAGE)?.[place >> 3] ?? 0) & (1 << (place & 7))) !== 0
    },

    add(text) {
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
