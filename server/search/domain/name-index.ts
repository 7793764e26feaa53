import { withoutVersion } from '../../domain/song-key'
import { createBestHits } from './best-hits'
import { grow } from './grow'
import type { NamedTrack, NameHits } from './named-track'
import type { NameQuery } from './name-query'
import { createScorer, FIELD, FIELD_BITS } from './score-name'
import { createVocabulary } from './vocabulary'
import { toTerms } from './terms'
import { toWords } from './words'

export type NameIndex = ReturnType<typeof createNameIndex>

const GONE = -1

/**
 * Names of tracks in memory, some 40 bytes each besides the vocabulary. A search looks at all of them: six numbers a track,
 * which a core does a hundred million times a second, so nothing has to be kept in order when tracks come and go.
 */
export function createNameIndex() {
  const vocabulary = createVocabulary()
  let ids = new Float64Array(1024)
  let popularity = new Int16Array(1024)
  let starts = new Uint32Array(1024)
  let words = new Uint32Array(8192)
  /** During a search: which row of the terms a word has; 0 for none. */
  let rowOf = new Uint32Array(1024)
  let count = 0
  let gone = 0

  const push = (text: string[], field: number) => {
    let end = starts[count + 1] ?? 0
    words = grow(words, end + text.length)
    for (const word of text) words[end++] = (vocabulary.add(word) << FIELD_BITS) | field
    starts[count + 1] = end
  }

  const add = ({ id, name, artists, popularity: known }: NamedTrack) => {
    ids = grow(ids, count + 1)
    popularity = grow(popularity, count + 1)
    starts = grow(starts, count + 2)
    ids[count] = id
    popularity[count] = Math.max(0, known ?? 0)
    starts[count + 1] = starts[count] ?? 0
    const [first = '', ...others] = artists
    const { title, extra } = splitTitle(name)
    push(title, FIELD.title)
    push(toWords(first), FIELD.artist)
    push(extra, FIELD.extra)
    for (const other of others) push(toWords(other), FIELD.extra)
    count++
  }

  return {
    size: () => count - gone,
    gone: () => gone,

    /** Takes tracks in. Names that are here already are replaced, and those of `removed` go. */
    change(tracks: readonly NamedTrack[], removed: readonly number[] = []): void {
      const changed = new Set([...removed, ...tracks.map(({ id }) => id)])
      for (let track = 0; track < count; track++) {
        if (!changed.has(ids[track] ?? 0) || popularity[track] === GONE) continue
        popularity[track] = GONE
        gone++
      }
      for (const track of tracks) add(track)
    },

    /** The tracks whose names fit best; of equal ones the best known. */
    search(query: NameQuery, limit: number): NameHits {
      const terms = toTerms(vocabulary, query, count - gone)
      if (terms.size === 0) return { hits: [], total: 0 }
      const scorer = createScorer(terms)
      const best = createBestHits(limit)
      rowOf = grow(rowOf, vocabulary.size())
      for (const [word, row] of terms.rows) rowOf[word] = row
      let start = 0
      for (let track = 0; track < count; track++) {
        const end = starts[track + 1] ?? 0
        let bits = 0
        for (let at = start; at < end; at++) {
          const row = rowOf[(words[at] ?? 0) >>> FIELD_BITS] ?? 0
          if (row !== 0) bits |= terms.bits[row] ?? 0
        }
        if (bits !== 0 && scorer.mayFit(bits) && popularity[track] !== GONE) {
          const score = scorer.score({ words, rowOf }, start, end)
          if (score) best.add(score, ids[track] ?? 0, popularity[track] ?? 0)
        }
        start = end
      }
      for (const word of terms.rows.keys()) rowOf[word] = 0
      return best.take()
    },
  }
}

/** The words of the title itself, and those of guests and versions. */
function splitTitle(name: string): { title: string[]; extra: string[] } {
  const all = toWords(name)
  const bare = withoutVersion(name)
  if (bare === name) return { title: all, extra: [] }
  const kept = new Set(toWords(bare))
  return { title: all.filter((word) => kept.has(word)), extra: all.filter((word) => !kept.has(word)) }
}
