import { resolveControls } from '../../similar/domain/controls'
import type { CatalogSample } from '../../similar/domain/ranking/catalog-sample'
import type { Member } from '../../similar/domain/ranking/member'
import { poolOf } from '../../similar/domain/ranking/pool'
import { toQuestion } from '../../similar/domain/ranking/question'
import { orderCandidates } from '../../similar/domain/ranking/rank-candidates'
import { createRandomStream, shuffled } from '../../domain/seeded-random'
import { cosine } from '../../domain/features/similarity'
import type { EmbeddedClick } from '../../taste/domain/click'
import { toTaste } from '../../taste/domain/taste'
import { toFigure, type Figure } from './interval'

/** Songs, one release each, with their labels: a simulated listener likes what shares a label with where it began. */
export type LabelledSongs = {
  members: readonly Member[]
  sample: CatalogSample
  labels: readonly ReadonlySet<number>[]
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
  const numbered = songs.members.map((member, song) => ({ member, labels: songs.labels[song] ?? new Set() }))
  const asked = shuffled(numbered, createRandomStream(options.seed, 1)).slice(0, queries)
  const hits = { without: toTable(batches), with: toTable(batches) }
  for (const query of asked) {
    const pool = toPool(numbered, query, options.pool)
    for (const [way, isTold] of [
      ['without', false],
      ['with', true],
    ] as const) {
      listen(songs.sample, { query, pool, isTold, batches, batchSize }).forEach((precision, batch) => {
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

type Labelled = { member: Member; labels: ReadonlySet<number> }

/** The nearest songs by other artists: what an index would give. */
function toPool(songs: readonly Labelled[], query: Labelled, size: number): Labelled[] {
  const { candidate, place } = query.member
  return songs
    .filter(({ member }) => member.candidate.artistId !== candidate.artistId)
    .map((song) => ({ song, near: cosine(place, song.member.place) }))
    .sort((a, b) => b.near - a.near)
    .slice(0, size)
    .map(({ song }) => song)
}

type Listening = {
  query: Labelled
  pool: readonly Labelled[]
  isTold: boolean
  batches: number
  batchSize: number
}

/** The precision of each batch of one listener, in mode `similar`. */
function listen(sample: CatalogSample, { query, pool, isTold, batches, batchSize }: Listening): number[] {
  const asking = { seeds: [query.member], against: [], controls: resolveControls('similar') }
  const left = new Map(pool.map((song) => [song.member.candidate.id, song]))
  const clicks: EmbeddedClick[] = []
  return Array.from({ length: batches }, () => {
    const { question } = toQuestion({ ...asking, taste: isTold ? toTaste(clicks) : null }, sample)
    const candidates = [...left.values()].map(({ member }) => member)
    let likes = 0
    for (const { candidate } of orderCandidates(question, poolOf(candidates), batchSize)) {
      const shown = left.get(candidate.id)
      if (!shown) continue
      left.delete(candidate.id)
      const liked = meets(query.labels, shown.labels)
      if (liked) likes++
      clicks.push({
        kind: liked ? 'like' : 'dislike',
        track: shown.member.place,
        seed: query.member.place,
      })
    }
    return likes / batchSize
  })
}

function meets(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  for (const label of a) if (b.has(label)) return true
  return false
}
