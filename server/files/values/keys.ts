import { isMissing } from './missing'
import { parseMode } from './modes'

/** A pitch class (0 is C), and the mode (1 major) where the text says it. */
export type Key = { key: number; mode: number | null }

const LETTERS: Record<string, number> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11, h: 11 }
const SYLLABLES: Record<string, number> = { do: 0, ut: 0, re: 2, ré: 2, mi: 4, fa: 5, sol: 7, la: 9, si: 11 }
/** German, Scandinavian and Slavic names of altered notes: Cis, Es, As, Ges. */
const ALTERED = /^([cdefgah])(is|es|s)$/
const NUMBER = /^-?\d{1,2}(?:[.,]0+)?$/
/** Camelot: 8B is C major, 8A its relative A minor. Open Key: 1d is C major, 1m A minor. */
const WHEEL = /^(\d{1,2}) ?([abdm])$/
const NOTE = /^(do|ut|re|ré|mi|fa|sol|la|si|[a-h])(?=$|[^a-zé]|is|es|s|b|m|dur|moll|maj|min)/
const ACCIDENTAL = /^[ -]?(#|b|sharp|flat|diese|dièse|bemol|bémol|sostenido|bemolle|diesis)(?=$|[^a-z]|m)/
const SHARP = /^(?:#|sharp|di[eè]se|sostenido|diesis)$/
const MAX_LENGTH = 32

/**
 * The key that a cell names, in numbers, letters with any accidental, syllables or the wheels of DJs. "H" is German for
 * B natural; `german` says that the column writes so, and "B" is then B flat. Null where the cell says that there is no key,
 * undefined where it is not understood.
 */
export function parseKey(cell: string, german = false): Key | null | undefined {
  if (cell.length > MAX_LENGTH) return undefined
  if (NUMBER.test(cell)) return fromNumber(Math.trunc(Number(cell.replace(',', '.'))))
  if (isMissing(cell)) return null
  const original = cell.normalize('NFKC').replace(/♯/g, '#').replace(/♭/g, 'b').replace(/♮/g, '').trim()
  // "C♯/D♭ Major" is one key with two names, and so is "8A - Am" or "Am (8A)".
  const [first = '', second] = original.replace(/ ?\(([^()]*)\)$/, '/$1').split(/ ?\/ ?| [-|] /)
  if (second === undefined) return fromName(first, german)
  const [left, right] = [fromName(first, german), fromName(second, german)]
  if (left?.key === undefined || left.key !== right?.key) return undefined
  return { key: left.key, mode: left.mode ?? right.mode }
}

function fromNumber(key: number): Key | null | undefined {
  if (key === -1) return null
  return key >= 0 && key <= 11 ? { key, mode: null } : undefined
}

function fromName(original: string, german: boolean): Key | undefined {
  const text = original.toLowerCase()
  const wheel = WHEEL.exec(text)
  if (wheel) return fromWheel(Number(wheel[1]), wheel[2] ?? '')
  const note = NOTE.exec(text)?.[1]
  if (note === undefined) return undefined
  const altered = /^[a-h](?:is|es|s)(?=$|[^a-z]|dur|moll)/.exec(text)?.[0]
  const name = altered ?? note
  const accidental = altered === undefined ? (ACCIDENTAL.exec(text.slice(name.length))?.[0] ?? '') : ''
  const rest = original.slice(name.length + accidental.length).replace(/^[\s_-]+/, '')
  const isGerman = german || /^(?:dur|moll|mol)\b/i.test(rest)
  const natural = toNatural(name, isGerman)
  if (natural === null || (note === 'h' && accidental !== '')) return undefined
  // After a letter alone "m" is minor and "M" major.
  const mode = rest === '' ? null : rest === 'm' ? 0 : rest === 'M' ? 1 : parseMode(rest)
  if (mode === undefined) return undefined
  const sign = accidental.replace(/^[ -]/, '')
  const shift = sign === '' ? 0 : SHARP.test(sign) ? 1 : -1
  return { key: (natural + shift + 12) % 12, mode }
}

/** The pitch class of a name without a separate accidental. */
function toNatural(name: string, german: boolean): number | null {
  if (name.length === 1) return name === 'b' && german ? 10 : (LETTERS[name] ?? null)
  const altered = ALTERED.exec(name)
  const letter = altered?.[1] ?? ''
  if (!altered) return SYLLABLES[name] ?? null
  // "s" is short for "es" behind a vowel: Es, As.
  if (altered[2] === 's' && letter !== 'e' && letter !== 'a') return null
  return ((LETTERS[letter] ?? 0) + (altered[2] === 'is' ? 1 : -1) + 12) % 12
}

function fromWheel(hour: number, ring: string): Key | undefined {
  if (hour < 1 || hour > 12) return undefined
  const isMajor = ring === 'b' || ring === 'd'
  const fifths = ring === 'a' || ring === 'b' ? hour + 4 : hour - 1
  return { key: (fifths * 7 + (isMajor ? 0 : 9)) % 12, mode: isMajor ? 1 : 0 }
}
