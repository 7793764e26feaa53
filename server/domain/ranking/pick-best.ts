import { NO_ARTIST } from './artist-bonus'

export type PickRules = {
  isExcluded: (row: number) => boolean
  /** Rows of one artist at most; null for no bound. Rows without a known artist are not bounded. */
  perArtist: number | null
  artists: Int32Array
}

/** With a bound per artist, this many times k are looked at first; more only where they do not suffice. */
const WIDER = 4

/** The k best rows, best first, equal scores by row number; fewer where the rules leave fewer. */
export function pickBest(scores: Float32Array, k: number, rules: PickRules): number[] {
  for (let wide = rules.perArtist === null ? k : k * WIDER; ; wide *= WIDER) {
    const best = topRows(scores, wide, rules.isExcluded)
    const kept = capArtists(best, rules).slice(0, k)
    if (kept.length === k || best.length < wide) return kept
  }
}

function capArtists(rows: number[], { perArtist, artists }: PickRules): number[] {
  if (perArtist === null) return rows
  const taken = new Map<number, number>()
  return rows.filter((row) => {
    const artist = artists[row] ?? NO_ARTIST
    if (artist === NO_ARTIST) return true
    const count = (taken.get(artist) ?? 0) + 1
    taken.set(artist, count)
    return count <= perArtist
  })
}

/** A heap with the worst of the best at its root: most rows are turned away by one comparison. */
function topRows(scores: Float32Array, k: number, isExcluded: (row: number) => boolean): number[] {
  const heap: number[] = []
  const scoreOf = (row: number) => scores[row] ?? -Infinity
  const isWorse = (a: number, b: number) => scoreOf(a) < scoreOf(b) || (scoreOf(a) === scoreOf(b) && a > b)
  const at = (i: number) => heap[i] ?? -1
  const swap = (i: number, j: number) => {
    const kept = at(i)
    heap[i] = at(j)
    heap[j] = kept
  }
  const sinkRoot = () => {
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2]
      let worst = i
      if (left < heap.length && isWorse(at(left), at(worst))) worst = left
      if (right < heap.length && isWorse(at(right), at(worst))) worst = right
      if (worst === i) return
      swap(i, worst)
      i = worst
    }
  }
  const raiseLast = () => {
    for (let i = heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1
      if (!isWorse(at(i), at(parent))) return
      swap(i, parent)
      i = parent
    }
  }
  // Rows come in rising order, so one that only equals the worst of a full heap is behind it.
  let least = k === 0 ? Infinity : -Infinity
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] ?? -Infinity
    if ((heap.length >= k && score <= least) || isExcluded(row)) continue
    if (heap.length >= k) {
      heap[0] = row
      sinkRoot()
    } else {
      heap.push(row)
      raiseLast()
    }
    least = scoreOf(at(0))
  }
  return heap.sort((a, b) => (isWorse(a, b) ? 1 : -1))
}
