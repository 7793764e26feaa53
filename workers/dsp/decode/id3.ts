export const ID3V1_BYTES = 128

/** Where the ID3 tags that begin at `at` end. */
export function skipTags(bytes: Uint8Array, at: number): number {
  let end = at
  if (hasId3v1(bytes, end)) end += ID3V1_BYTES
  return end + getId3v2Bytes(bytes, end)
}

/** Bytes of an ID3v2 tag (id3.org, ID3v2.4 3.1): a size of four times seven bits after the header of ten. */
export function getId3v2Bytes(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3)
  if (a !== 0x49 || b !== 0x44 || c !== 0x33) return 0
  const [flags = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0] = bytes.subarray(at + 5, at + 10)
  const footer = (flags & 0x10) === 0 ? 0 : 10
  return 10 + (((s1 & 127) << 21) | ((s2 & 127) << 14) | ((s3 & 127) << 7) | (s4 & 127)) + footer
}

export function hasId3v1(bytes: Uint8Array, at: number): boolean {
  const [a, b, c] = at < 0 ? [] : bytes.subarray(at, at + 3)
  return at + ID3V1_BYTES <= bytes.length && a === 0x54 && b === 0x41 && c === 0x47
}
