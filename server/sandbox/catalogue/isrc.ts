/** Well-formed ISRCs (ISO 3901: CC XXX YY NNNNN) that can be turned back into an index. */
import { hash32, Salt } from './random'

export type IsrcCodec = {
  encode(index: number, year: number): string
  decode(isrc: string): number | null
}

// "ZZ" is reserved for private use (ISO 3166-1) and never allocated, so no real recording is ever meant.
const COUNTRY = 'ZZ'
const FORM = /^ZZ([0-9A-Z]{3})(\d{2})(\d{5})$/
const DESIGNATIONS = 100_000
const SPACE = 36 ** 3 * DESIGNATIONS
// Coprime to SPACE = 2^11 · 3^6 · 5^5, so that multiplying permutes it; MULTIPLIER · SPACE stays below 2^53.
const MULTIPLIER = 1_618_033
const INVERSE = modularInverse(BigInt(MULTIPLIER), BigInt(SPACE))

export function createIsrcCodec(seed: number): IsrcCodec {
  const shift = hash32(Salt.isrc, seed) % SPACE
  return {
    encode: (index, year) => {
      const code = (index * MULTIPLIER + shift) % SPACE
      const registrant = Math.floor(code / DESIGNATIONS)
        .toString(36)
        .toUpperCase()
        .padStart(3, '0')
      const designation = String(code % DESIGNATIONS).padStart(5, '0')
      return COUNTRY + registrant + String(year % 100).padStart(2, '0') + designation
    },
    decode: (isrc) => {
      const parts = FORM.exec(isrc.toUpperCase().replaceAll('-', ''))
      if (parts === null) return null
      const code = parseInt(parts[1] ?? '', 36) * DESIGNATIONS + Number(parts[3])
      const shifted = BigInt((code - shift + SPACE) % SPACE)
      return Number((shifted * INVERSE) % BigInt(SPACE))
    },
  }
}

/** Extended Euclid. */
function modularInverse(value: bigint, modulus: bigint): bigint {
  let [oldR, r, oldS, s] = [value, modulus, 1n, 0n]
  while (r !== 0n) {
    const quotient = oldR / r
    ;[oldR, r] = [r, oldR - quotient * r]
    ;[oldS, s] = [s, oldS - quotient * s]
  }
  return ((oldS % modulus) + modulus) % modulus
}
