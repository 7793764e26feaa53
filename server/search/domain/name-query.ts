import { withoutVersion } from '../../domain/song-key'
import { toWords } from './words'

/** What somebody looks for: words that the name must have, and words that it may have (guests, "Remastered 2011"). */
export type NameQuery = { words: string[]; optional: string[] }

/** What somebody types beyond that does not make a name clearer. */
const MAX_WORDS = 14
const DASH = /\s[-–—]\s/
const GUESTS = /[\s([](?:feat\.?|ft\.?|featuring)\s.*$/is
const MARKERS = new Set(['feat', 'ft', 'featuring'])

/** Reads "artist - title" either way round, with or without guests and versions; a name may be a part of it alone. */
export function parseNameQuery(text: string): NameQuery {
  const all = [...new Set(toWords(text))].filter((word) => !MARKERS.has(word)).slice(0, MAX_WORDS)
  const parts = text.split(DASH).map((part) => part.replace(GUESTS, ''))
  const wanted = new Set(toWords(withoutVersion(parts.join(' - '))))
  const words = all.filter((word) => wanted.has(word))
  if (words.length === 0) return { words: all, optional: [] }
  return { words, optional: all.filter((word) => !wanted.has(word)) }
}
