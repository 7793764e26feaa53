import type { NameQuery } from './name-query'
import type { Vocabulary } from './vocabulary'

/** More words than this do not make a name clearer; the rarest ones count. */
const MAX_TERMS = 10
const MAX_SPLITS = 2
/** Of `Terms.fits`. */
export const ROW = MAX_TERMS + 2 * MAX_SPLITS
const JOINED = 0.95

/** The words of a query as the names of a catalog have them. */
export type Terms = {
  size: number
  /** What each word is worth; together 1. */
  worth: number[]
  /** Words of the vocabulary that stand for terms, each with its row in `bits` and `fits`; from 1 on. */
  rows: Map<number, number>
  /** The terms of each row, a bit each. */
  bits: number[]
  /** How well a row fits each term, ROW numbers a row. */
  fits: number[]
  /** A term that two words may stand for together ("allstar"), by the numbers of their terms. */
  splits: { term: number; parts: [number, number] }[]
  /** Words of the vocabulary that were asked for besides. */
  optional: Set<number>
}

/** Finds what the words of a query may mean; rare words count for more. */
export function toTerms(vocabulary: Vocabulary, { words, optional }: NameQuery, tracks: number): Terms {
  const last = words.at(-1)
  const matched = words.map((word, position) => {
    const matches = vocabulary.match(word, word === last)
    return { word, position, matches, rarity: rarityOf(vocabulary, matches, tracks) }
  })
  const known = matched.flatMap(({ rarity }) => (rarity === null ? [] : [rarity]))
  const usual = known.length === 0 ? 1 : known.reduce((a, b) => a + b) / known.length
  const kept = matched
    .map((term) => ({ ...term, rarity: term.rarity ?? usual }))
    .sort((a, b) => b.rarity - a.rarity)
    .slice(0, MAX_TERMS)
  const sum = kept.reduce((total, { rarity }) => total + rarity, 0)
  const terms: Terms = {
    size: kept.length,
    worth: kept.map(({ rarity }) => rarity / sum),
    rows: new Map(),
    bits: [0],
    fits: new Array<number>(ROW).fill(0),
    splits: [],
    optional: new Set(optional.flatMap((word) => vocabulary.find(word) ?? [])),
  }
  const put = (word: number, term: number, fit: number) => {
    const row = terms.rows.get(word) ?? terms.bits.push(0) - 1
    if (!terms.rows.has(word)) {
      terms.rows.set(word, row)
      for (let i = 0; i < ROW; i++) terms.fits.push(0)
    }
    terms.bits[row] = (terms.bits[row] ?? 0) | (1 << term)
    terms.fits[row * ROW + term] = Math.max(terms.fits[row * ROW + term] ?? 0, fit)
  }
  for (const [term, { matches }] of kept.entries()) for (const [word, fit] of matches) put(word, term, fit)
  for (const [term, { position, word }] of kept.entries()) {
    joinNext(position, term)
    const split = vocabulary.find(word) === undefined ? splitWord(vocabulary, word) : null
    if (!split || terms.splits.length === MAX_SPLITS) continue
    const part = terms.size + 2 * terms.splits.length
    terms.splits.push({ term, parts: [part, part + 1] })
    put(split[0], part, JOINED)
    put(split[1], part + 1, JOINED)
  }
  return terms

  /** "some body" is somebody. */
  function joinNext(position: number, term: number) {
    const next = kept.findIndex((other) => other.position === position + 1)
    const joined = vocabulary.find(`${words[position] ?? ''}${words[position + 1] ?? ''}`)
    if (next === -1 || joined === undefined) return
    put(joined, term, JOINED)
    put(joined, next, JOINED)
  }
}

/** How much a word tells (its inverse document frequency), by the word it most likely means; null for an unknown one. */
function rarityOf(vocabulary: Vocabulary, matches: Map<number, number>, tracks: number): number | null {
  let [best, count] = [0, 0]
  for (const [word, fit] of matches) {
    const own = vocabulary.countOf(word)
    if (fit > best || (fit === best && own > count)) [best, count] = [fit, own]
  }
  return best === 0 ? null : Math.log(1 + tracks / count)
}

/** The two known words that a word without its space is made of; those that are used most. */
function splitWord(vocabulary: Vocabulary, word: string): [number, number] | null {
  let found: [number, number] | null = null
  let most = 0
  for (let at = 1; at < word.length; at++) {
    const first = vocabulary.find(word.slice(0, at))
    const second = vocabulary.find(word.slice(at))
    if (first === undefined || second === undefined) continue
    const least = Math.min(vocabulary.countOf(first), vocabulary.countOf(second))
    if (least > most) [most, found] = [least, [first, second]]
  }
  return found
}
