import type { FeatureValues } from './features/features'

const PITCH_CLASSES = ['C', 'C♯/D♭', 'D', 'E♭', 'E', 'F', 'F♯/G♭', 'G', 'A♭', 'A', 'B♭', 'B'] as const

/** The name of a key: pitch class 0–11 (0 = C) and mode (1 major, 0 minor). */
export function keyName(key: number, mode: number): string {
  return `${PITCH_CLASSES[mod(Math.round(key), 12)] ?? '?'} ${mode === 1 ? 'major' : 'minor'}`
}

/**
 * Embedding of a key on the circle of fifths, 0–11, with a minor key at the place of its relative major, so that keys
 * that share their notes are at the same place.
 */
export function fifthsPosition(key: number, mode: number): number {
  const relativeMajor = mode === 1 ? key : key + 3
  return mod(Math.round(relativeMajor) * 7, 12)
}

/** Steps between two keys on the circle of fifths, 0–6. */
export function fifthsDistance(a: { key: number; mode: number }, b: { key: number; mode: number }): number {
  const steps = mod(fifthsPosition(a.key, a.mode) - fifthsPosition(b.key, b.mode), 12)
  return Math.min(steps, 12 - steps)
}

/** Camelot wheel code of a key ("8B" is C major, "8A" A minor), as DJ software prints it. */
export function camelotCode(key: number, mode: number): string {
  return `${mod(fifthsPosition(key, mode) + 7, 12) + 1}${mode === 1 ? 'B' : 'A'}`
}

function mod(value: number, base: number): number {
  return ((value % base) + base) % base
}

/** Number 1–12 and letter of a Camelot code ("8a" too), or null where the text is none. */
export function parseCamelot(text: string): { number: number; letter: 'A' | 'B' } | null {
  const [, digits, letter] = /^(\d{1,2})([ab])$/i.exec(text.trim()) ?? []
  const number = Number(digits)
  if (letter === undefined || number < 1 || number > 12) return null
  return { number, letter: letter.toUpperCase() === 'A' ? 'A' : 'B' }
}

/**
 * The keys that mix with a Camelot code by the rule of the wheel: the same code, a step to either side with the same
 * letter, and the relative key (the same number with the other letter).
 */
export function compatibleKeys(code: string): { key: number; mode: number }[] {
  const wanted = parseCamelot(code)
  if (!wanted) return []
  const { number, letter } = wanted
  const codes = new Set([
    `${number}A`,
    `${number}B`,
    `${mod(number - 2, 12) + 1}${letter}`,
    `${mod(number, 12) + 1}${letter}`,
  ])
  return Array.from({ length: 24 }, (_, i) => ({ key: i % 12, mode: i < 12 ? 1 : 0 })).filter(
    ({ key, mode }) => codes.has(camelotCode(key, mode)),
  )
}

/** A pitch class 0–11 (0 = C) and a mode (1 major, 0 minor). */
export type Key = { key: number; mode: number }

/**
 * Whether one key may follow the other by the rule of the Camelot wheel: the same key, a step to either side with the
 * same mode, or the relative key. A key that is not known clashes with nothing.
 */
export function keysMix(a: Key | null, b: Key | null): boolean {
  if (a === null || b === null) return true
  return fifthsDistance(a, b) <= (a.mode === b.mode ? 1 : 0)
}

/** The key that the values name; null without a pitch class or a mode. */
export function keyOf({ key, mode }: FeatureValues): Key | null {
  return key === undefined || mode === undefined ? null : { key: Math.round(key), mode: Math.round(mode) }
}
