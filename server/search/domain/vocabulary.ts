import { editDistance } from './edit-distance'
import { grow } from './grow'

export type Vocabulary = ReturnType<typeof createVocabulary>

/** Shorter words have too many others one letter away. */
const MIN_EDITED = 4
const MIN_EDITED_TWICE = 8
const MIN_PREFIX = 3

/** The words of all names, and which of them a word that somebody types may mean. */
export function createVocabulary() {
  const numbers = new Map<string, number>()
  const words: string[] = []
  let counts = new Uint32Array(1024)
  let letters = new Uint32Array(1024)

  return {
    size: () => words.length,
    find: (word: string): number | undefined => numbers.get(word),
    countOf: (word: number): number => counts[word] ?? 0,

    /** The number of a word; a new one is added, and it counts once more. */
    add(word: string): number {
      let number = numbers.get(word)
      if (number === undefined) {
        number = words.length
        numbers.set(word, number)
        words.push(word)
        counts = grow(counts, words.length)
        letters = grow(letters, words.length)
        letters[number] = toLetters(word)
      }
      counts[number] = (counts[number] ?? 0) + 1
      return number
    },

    /**
     * The words that `typed` may mean, each with how well it fits (1: it is that word): those that begin with it, and
     * those one or two letters away.
     */
    match(typed: string, isLast: boolean): Map<number, number> {
      const found = new Map<number, number>()
      const exact = numbers.get(typed)
      const minPrefix = isLast ? MIN_PREFIX - 1 : MIN_PREFIX
      const isPrefix = typed.length >= minPrefix
      const edits = countEdits(typed.length, exact !== undefined)
      if (isPrefix || edits > 0) {
        const wanted = toLetters(typed)
        for (let word = 0; word < words.length; word++) {
          const own = letters[word] ?? 0
          // A letter that is replaced changes two bits at most.
          const isNear = edits > 0 && countBits(own ^ wanted) <= 2 * edits
          const mayBegin = isPrefix && (wanted & ~own) === 0
          if (!isNear && !mayBegin) continue
          const fit = fitOf(typed, words[word] ?? '', { isPrefix: mayBegin, edits: isNear ? edits : 0 })
          if (fit > 0) found.set(word, fit)
        }
      }
      if (exact !== undefined) found.set(exact, 1)
      return found
    },
  }
}

function countEdits(length: number, isKnown: boolean): number {
  if (length < MIN_EDITED) return isKnown || length < MIN_EDITED - 1 ? 0 : 1
  return length >= MIN_EDITED_TWICE && !isKnown ? 2 : 1
}

type Ways = { isPrefix: boolean; edits: number }

function fitOf(typed: string, word: string, { isPrefix, edits }: Ways): number {
  const begun = isPrefix && word.startsWith(typed) ? 0.6 + (0.35 * typed.length) / word.length : 0
  if (edits === 0) return begun
  const distance = editDistance(typed, word, edits)
  return distance > edits ? begun : Math.max(begun, 1 - (0.8 * distance) / typed.length)
}

/** A bit for each letter or digit that a word has; other letters share bits. */
function toLetters(word: string): number {
  let bits = 0
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) % 32)
  return bits >>> 0
}

function countBits(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555)
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333)
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
