import type { Covered } from './named-track'
import { ROW, type Terms } from './terms'

/** Where a word of a track stands; words carry it in their lowest bits. */
export const FIELD = { title: 0, artist: 1, extra: 2 } as const
export const FIELD_BITS = 2
const FIELD_MASK = 3
const FIELDS = 3

/** So much of what was asked for has to be in a name. */
const MIN_MATCH = 0.499
/** What it adds that title or artist are there in full; the better one of them, and the other. */
const BETTER_PART = 0.25
const OTHER_PART = 0.15
const OPTIONAL = 0.05
/** Rounding aside, all of it. */
export const FULL = 0.999

export type NameScore = { match: number; score: number; covered: Covered }

/** The words of all names, and the row of the terms that a word has (0: none). */
type Names = { words: Uint32Array; rowOf: Uint32Array }

/** Scores the names of tracks against the terms of one query. What `score` gives holds until it is called again. */
export function createScorer({ size, worth, splits, ...terms }: Terms) {
  const all = size + 2 * splits.length
  const fits = Float64Array.from(terms.fits)
  const optional = terms.optional
  const best = new Float64Array(all)
  const found = new Float64Array(FIELDS)
  const length = new Float64Array(FIELDS)
  const bounds = toBounds({ size, worth, splits })
  const result: NameScore = { match: 0, score: 0, covered: 'part' }

  /** Notes one word of a name. */
  const note = (row: number, field: number) => {
    let most = 0
    for (let term = 0; term < all; term++) {
      const fit = fits[row * ROW + term] ?? 0
      if (fit > most) most = fit
      if (fit > (best[term] ?? 0)) best[term] = fit
    }
    found[field] = (found[field] ?? 0) + most
  }

  const matchOf = () => {
    for (const { term, parts } of splits) {
      best[term] = Math.max(best[term] ?? 0, Math.min(best[parts[0]] ?? 0, best[parts[1]] ?? 0))
    }
    let match = 0
    for (let term = 0; term < size; term++) match += (worth[term] ?? 0) * (best[term] ?? 0)
    return match
  }

  return {
    /** Whether a name with words for these terms can fit. */
    mayFit: (bits: number): boolean => bounds[bits] === 1,

    /** The words of a name from `start` to `end`; null where they do not fit. */
    score({ words, rowOf }: Names, start: number, end: number): NameScore | null {
      best.fill(0)
      found.fill(0)
      length.fill(0)
      let extra = 0
      for (let at = start; at < end; at++) {
        const word = (words[at] ?? 0) >>> FIELD_BITS
        const field = (words[at] ?? 0) & FIELD_MASK
        length[field] = (length[field] ?? 0) + 1
        if (optional.size > 0 && optional.has(word)) extra++
        const row = rowOf[word] ?? 0
        if (row !== 0) note(row, field)
      }
      const match = matchOf()
      if (match < MIN_MATCH) return null
      const [title, artist] = [shareOf(found[0], length[0]), shareOf(found[1], length[1])]
      result.match = match
      result.score = match + BETTER_PART * Math.max(title, artist) + OTHER_PART * Math.min(title, artist)
      if (extra > 0) result.score += (OPTIONAL * Math.min(extra, optional.size)) / optional.size
      result.covered = match > FULL && title > FULL ? (artist > FULL ? 'name' : 'title') : 'part'
      return result
    },
  }
}

const shareOf = (found = 0, length = 0): number => (length === 0 ? 0 : found / length)

/** For every set of terms whether all of them, fully matched, are enough. */
function toBounds({ size, worth, splits }: Pick<Terms, 'size' | 'worth' | 'splits'>): Uint8Array {
  const bounds = new Uint8Array(1 << (size + 2 * splits.length))
  for (let bits = 1; bits < bounds.length; bits++) {
    let all = bits
    for (const { term, parts } of splits) {
      const both = (1 << parts[0]) | (1 << parts[1])
      if ((bits & both) === both) all |= 1 << term
    }
    let sum = 0
    for (let term = 0; term < size; term++) if ((all >>> term) & 1) sum += worth[term] ?? 0
    if (sum >= MIN_MATCH) bounds[bits] = 1
  }
  return bounds
}
