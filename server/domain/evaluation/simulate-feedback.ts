import { createRandomStream, shuffled } from '../seeded-random'
import { BALANCED, cosine, type Place } from '../similarity'
import type { PlacedClick } from '../taste/click'
import { hearFor, tasteAmount, toTaste } from '../taste/taste'
import { toFigure, type Figure } from './interval'

/** Songs with their labels and their artist: a simulated listener likes what shares a label with where it began. */
export type LabelledSongs = {
  places: readonly Place[]
  labels: readonly ReadonlySet<number>[]
  artists: Int32Array
}

export type FeedbackOptions = {
  seed: number
  /** Songs that a simulated listener starts from. */
  queries: number
  batches: number
  /** Tracks that are shown and judged at once. */
  batchSize: number
  /** Candidates that are compared exactly, as a request compares them. */
  pool: number
}

/** Precision of each batch without and with taste, and the paired gain of the last batch. */
export type FeedbackReport = {
  queries: number
  without: Figure[]
  with: Figure[]
  gain: Figure
  /** Share by which the last batch is better with taste than without. */
  lift: number
}

/**
 * Simulated listeners: each starts from a song, sees batches of tracks by other artists, likes those that share a label
 * with the song and dislikes the others; what was shown is not shown again. Without taste the batches are the plain ranking's
 * own pages. Nothing but the clicks made so far is told to the ranking.
 */
export function simulateFeedback(songs: LabelledSongs, options: FeedbackOptions): FeedbackReport {
  const { queries, batches, batchSize } = options
  const all = songs.places.map((_, song) => song)
  const asked = shuffled(all, createRandomStream(options.seed, 1)).slice(0, queries)
  const hits = { without: toTable(batches), with: toTable(batches) }
  for (const query of asked) {
    const pool = toPool(songs, query, options.pool)
    for (const [way, isTold] of [
      ['without', false],
      ['with', true],
    ] as const) {
      listen(songs, { query, pool, isTold, batches, batchSize }).forEach((precision, batch) => {
        hits[way][batch]?.push(precision)
      })
    }
  }
  const figures = (table: number[][]) => table.map((values) => toFigure(values, options.seed))
  const [plain = [], told = []] = [hits.without.at(-1), hits.with.at(-1)]
  const gain = toFigure(
    told.map((value, i) => value - (plain[i] ?? 0)),
    options.seed,
  )
  const base = plain.reduce((sum, value) => sum + value, 0) / Math.max(1, plain.length)
  return {
    queries: asked.length,
    without: figures(hits.without),
    with: figures(hits.with),
    gain,
    lift: base === 0 ? 0 : gain.value / base,
  }
}

const toTable = (batches: number): number[][] => Array.from({ length: batches }, () => [])

type Scored = { song: number; place: Place; plain: number }

/** The nearest songs by other artists, best first. */
function toPool({ places, artists }: LabelledSongs, query: number, size: number): Scored[] {
  const seed = places[query]
  if (!seed) return []
  return places
    .flatMap((place, song) =>
      artists[song] === artists[query] ? [] : [{ song, place, plain: cosine(seed, place, BALANCED) }],
    )
    .sort((a, b) => b.plain - a.plain || a.song - b.song)
    .slice(0, size)
}

type Listening = { query: number; pool: Scored[]; isTold: boolean; batches: number; batchSize: number }

/** The precision of each batch of one listener. */
function listen(songs: LabelledSongs, { query, pool, isTold, batches, batchSize }: Listening): number[] {
  const seed = songs.places[query]
  if (!seed) return []
  const seeds = [seed]
  const clicks: PlacedClick[] = []
  let left = pool
  return Array.from({ length: batches }, () => {
    const taste = isTold ? toTaste(clicks) : null
    if (taste) {
      const heard = hearFor(taste, seeds, BALANCED)
      const scoreOf = ({ place: track, plain }: Scored) =>
        plain + tasteAmount(heard, { seeds, track, balance: BALANCED, plain })
      left = left
        .map((item) => ({ item, score: scoreOf(item) }))
        .sort((a, b) => b.score - a.score || a.item.song - b.item.song)
        .map(({ item }) => item)
    }
    const shown = left.slice(0, batchSize)
    left = left.slice(batchSize)
    const liked = shown.filter(({ song }) => meets(songs.labels[query], songs.labels[song]))
    for (const item of shown) {
      clicks.push({ kind: liked.includes(item) ? 'like' : 'dislike', track: item.place, seed })
    }
    return liked.length / batchSize
  })
}

function meets(a: ReadonlySet<number> | undefined, b: ReadonlySet<number> | undefined): boolean {
  if (a && b) for (const label of a) if (b.has(label)) return true
  return false
}
