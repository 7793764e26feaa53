import { CONCEPTS, NOISE_WORDS, fold, type Concept } from './words'

/** What a header name says: the concepts of its words, and whether it has words that nobody knows. */
export type HeaderWords = { concepts: ReadonlySet<Concept>; hasUnknown: boolean; words: readonly string[] }

/** A longer name says nothing. */
export const MAX_HEADER = 80
/** Words are put together of parts of at least so many letters; in scripts without spaces one sign is a word. */
const MIN_PART = 2
const MAX_PARTS = 4

/** Takes a header name apart: at spaces, signs, capitals inside of a word, and where two known words are written as one. */
export function readHeader(name: string): HeaderWords {
  const spaced = name.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
  const words = fold(spaced).match(/\p{L}+|%|\d+/gu) ?? []
  const concepts = new Set<Concept>()
  let hasUnknown = false
  for (const word of words) {
    if (NOISE_WORDS.has(word) || word === '%') continue
    const found = conceptsOf(word)
    if (found === null) hasUnknown = true
    else for (const concept of found) concepts.add(concept)
  }
  return { concepts, hasUnknown, words }
}

/** The concepts of a word, or of the known words that it is made of (`parts` at most); null where one is not known. */
function conceptsOf(word: string, parts = MAX_PARTS): Concept[] | null {
  const whole = CONCEPTS.get(word)
  if (whole) return [whole]
  if (parts === 1) return null
  for (let end = word.length - 1; end >= 1; end--) {
    const start = CONCEPTS.get(word.slice(0, end))
    if (!start || (end < MIN_PART && isLatin(word))) continue
    const rest = word.slice(end)
    // German puts an s between two words: Veröffentlichungsdatum.
    const tails = rest.length > 1 && rest.startsWith('s') ? [rest, rest.slice(1)] : [rest]
    for (const tail of tails) {
      const found = conceptsOf(tail, parts - 1)
      if (found && (tail.length >= MIN_PART || !isLatin(word))) return [start, ...found]
    }
  }
  return null
}

const isLatin = (word: string): boolean => /^[a-z]+$/.test(word)
