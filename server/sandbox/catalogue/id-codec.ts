/**
 * Spotify ids that carry their own index: 128 bits in 22 base-62 characters, as Spotify's own.
 * A reversible mix of (kind, index, check word) makes them look random and lets an id be resolved
 * without a table, so that a million tracks cost no memory.
 */
import { hash32, Salt } from './random'

export type IdKind = 'track' | 'album' | 'artist' | 'playlist' | 'episode' | 'show'
export type IdCodec = {
  encode: (kind: IdKind, index: number) => string
  /** The kind and index inside an id of this catalogue's seed, or null for any other text. */
  decode: (id: string) => { kind: IdKind; index: number } | null
}
type Words = [number, number, number, number]

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const KINDS: readonly IdKind[] = ['track', 'album', 'artist', 'playlist', 'episode', 'show']
const ROUNDS = 6
const LIMBS = 8
const DIGITS = new Map(Array.from(ALPHABET, (character, value) => [character, value]))

export const SPOTIFY_ID = /^[0-9A-Za-z]{22}$/

export function createIdCodec(seed: number): IdCodec {
  const check = (kind: number, index: number): number => hash32(Salt.id, seed, kind, index) | 0
  return {
    encode: (kind, index) => {
      const tag = KINDS.indexOf(kind)
      return toBase62(mix([tag, index, check(tag, index), seed | 0]))
    },
    decode: (id) => {
      if (!SPOTIFY_ID.test(id)) return null
      const mixed = fromBase62(id)
      if (mixed === null) return null
      const [tag, index, sum, owner] = unmix(mixed)
      const kind = KINDS[tag]
      if (kind === undefined || index < 0 || owner !== (seed | 0) || sum !== check(tag, index)) return null
      return { kind, index }
    },
  }
}

const rotateLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

/** ChaCha's quarter round, a bijection of four words (RFC 8439, 2.1), a few times over. */
function mix([a, b, c, d]: Words): Words {
  for (let round = 0; round < ROUNDS; round++) {
    a = (a + b + round) | 0
    d = rotateLeft(d ^ a, 16)
    c = (c + d) | 0
    b = rotateLeft(b ^ c, 12)
    a = (a + b) | 0
    d = rotateLeft(d ^ a, 8)
    c = (c + d) | 0
    b = rotateLeft(b ^ c, 7)
  }
  return [a, b, c, d]
}

function unmix([a, b, c, d]: Words): Words {
  for (let round = ROUNDS - 1; round >= 0; round--) {
    b = rotateLeft(b, 25) ^ c
    c = (c - d) | 0
    d = rotateLeft(d, 24) ^ a
    a = (a - b) | 0
    b = rotateLeft(b, 20) ^ c
    c = (c - d) | 0
    d = rotateLeft(d, 16) ^ a
    a = (a - b - round) | 0
  }
  return [a, b, c, d]
}

/** Long division in 16-bit limbs, two digits at a time: no partial result needs more than 28 bits. */
function toBase62(words: Words): string {
  const limbs = words.flatMap((word) => [word >>> 16, word & 0xffff])
  let text = ''
  for (let pair = 0; pair < 11; pair++) {
    let remainder = 0
    for (let i = 0; i < LIMBS; i++) {
      const value = remainder * 0x1_0000 + (limbs[i] ?? 0)
      limbs[i] = (value / 3844) | 0
      remainder = value % 3844
    }
    text = ALPHABET.charAt((remainder / 62) | 0) + ALPHABET.charAt(remainder % 62) + text
  }
  return text
}

/** Null when the digits stand for more than 128 bits. */
function fromBase62(text: string): Words | null {
  const limbs = new Array<number>(LIMBS).fill(0)
  for (const character of text) {
    let carry = DIGITS.get(character) ?? 0
    for (let i = LIMBS - 1; i >= 0; i--) {
      const value = (limbs[i] ?? 0) * 62 + carry
      limbs[i] = value & 0xffff
      carry = value >>> 16
    }
    if (carry > 0) return null
  }
  const word = (i: number): number => ((limbs[2 * i] ?? 0) << 16) | (limbs[2 * i + 1] ?? 0)
  return [word(0), word(1), word(2), word(3)]
}
