import { addArtistBonus, artistsOf, NO_ARTIST } from '../ranking/artist-bonus'
import { pickBest } from '../ranking/pick-best'
import { scoreByKernel } from '../ranking/score-by-kernel'
import { scoreByMean } from '../ranking/score-by-mean'
import { scoreByPrecision, varianceOf } from '../ranking/score-by-precision'
import { scoreAtRandom, scoreByPopularity, scoreBySameArtist } from './baselines'
import type { Songs } from './catalog'
import type { HeldOut } from './hold-out'
import { toFigure } from './interval'
import { precisionAt, recallAt, rPrecision } from './metrics'
import type { HoldOut, HoldOutRow } from './report'

export const RECALL_AT = 100
export const PRECISION_AT = 10
const ARTISTS_AMONG = 30

/**
 * Spreads of the scores that a seed's artist is worth: two lift a middling song above all but some two in a hundred
 * strangers. Who names an artist means the artist first and the sound second; the bound of two keeps it from being all.
 */
const ARTIST_BONUS = 2

type Scorer = (list: HeldOut) => Float32Array
type Rules = { perArtist: number | null; newArtists: boolean }
type Method = { method: string; ours: boolean; scorer: string; artistBonus?: number; rules: Rules }
type Options = { seed: number; isLate: () => boolean }

const FREE: Rules = { perArtist: null, newArtists: false }
const CONTINUE: Rules = { perArtist: 2, newArtists: false }
const DISCOVER: Rules = { perArtist: 1, newArtists: true }

/** Continue a playlist: from the plain cosine to what the mode does, then what knows nothing of sound. */
export const CONTINUE_METHODS: Method[] = [
  { method: 'mean', ours: true, scorer: 'mean', rules: FREE },
  { method: 'precision', ours: true, scorer: 'precision', rules: FREE },
  { method: 'kernel', ours: true, scorer: 'kernel', rules: FREE },
  { method: 'mean-familiar', ours: true, scorer: 'mean-familiar', rules: FREE },
  { method: 'precision-familiar', ours: true, scorer: 'precision-familiar', rules: FREE },
  { method: 'kernel-familiar', ours: true, scorer: 'kernel-familiar', rules: FREE },
  { method: 'continue', ours: true, scorer: 'kernel', artistBonus: ARTIST_BONUS, rules: CONTINUE },
  {
    method: 'continue-familiar',
    ours: true,
    scorer: 'kernel-familiar',
    artistBonus: ARTIST_BONUS,
    rules: CONTINUE,
  },
  { method: 'random', ours: false, scorer: 'random', rules: FREE },
  { method: 'popularity', ours: false, scorer: 'popularity', rules: FREE },
  { method: 'same-artist', ours: false, scorer: 'same-artist', rules: FREE },
  { method: 'same-artist-two', ours: false, scorer: 'same-artist', rules: CONTINUE },
]

/** Discover: no artist of the seeds, one song an artist. The artist baseline has nothing to offer here. */
export const DISCOVER_METHODS: Method[] = [
  { method: 'discover', ours: true, scorer: 'kernel', rules: DISCOVER },
  { method: 'discover-familiar', ours: true, scorer: 'kernel-familiar', rules: DISCOVER },
  { method: 'random', ours: false, scorer: 'random', rules: DISCOVER },
  { method: 'popularity', ours: false, scorer: 'popularity', rules: DISCOVER },
]

/** Measures every method of both modes on the held-out playlists; scores are taken once for all methods of a list. */
export function evaluateHoldOut(
  songs: Songs,
  lists: HeldOut[],
  { seed, isLate }: Options,
): { continue: HoldOut; discover: HoldOut } {
  const scorers = createScorers(songs, seed)
  const boards = [CONTINUE_METHODS, DISCOVER_METHODS].map((methods) =>
    methods.filter(({ scorer }) => scorer in scorers).map((method) => ({ method, tally: createTally() })),
  )
  let done = 0
  for (const list of lists) {
    if (done > 0 && isLate()) break
    done++
    const cache = new Map<string, Float32Array>()
    for (const { method, tally } of boards.flat()) {
      const scores = cache.get(method.scorer) ?? scorers[method.scorer]?.(list)
      if (!scores) continue
      cache.set(method.scorer, scores)
      tally.add(songs, list, pick(songs, list, scores, method))
    }
  }
  const seeds = lists[0]?.seeds.length ?? 0
  const [forContinue = [], forDiscover = []] = boards.map((board) =>
    board.map(({ method: { method, ours }, tally }) => ({ method, ours, ...tally.toRow(seed) })),
  )
  const common = { playlists: done, seeds, recallAt: RECALL_AT, precisionAt: PRECISION_AT }
  return { continue: { ...common, rows: forContinue }, discover: { ...common, rows: forDiscover } }
}

function createScorers(songs: Songs, seed: number): Record<string, Scorer> {
  const { unit, familiar, artists } = songs
  const variance = varianceOf(unit)
  const popularity = scoreByPopularity(songs.popularity)
  const scorers: Record<string, Scorer> = {
    mean: ({ seeds }) => scoreByMean(unit, seeds),
    precision: ({ seeds }) => scoreByPrecision(unit, seeds, variance),
    kernel: ({ seeds }) => scoreByKernel(unit, seeds),
    random: ({ playlist }) => scoreAtRandom(songs.count, seed, playlist, 2),
    'same-artist': ({ playlist, seeds }) => scoreBySameArtist(artists, seeds, seed, playlist, 3),
  }
  if (familiar === null) return scorers
  const familiarVariance = varianceOf(familiar)
  return {
    ...scorers,
    'mean-familiar': ({ seeds }) => scoreByMean(familiar, seeds),
    'precision-familiar': ({ seeds }) => scoreByPrecision(familiar, seeds, familiarVariance),
    'kernel-familiar': ({ seeds }) => scoreByKernel(familiar, seeds),
    popularity: () => popularity,
  }
}

function pick(songs: Songs, list: HeldOut, scores: Float32Array, { artistBonus, rules }: Method): number[] {
  const { artists } = songs
  const seeds = new Set(list.seeds)
  const known = rules.newArtists ? artistsOf(artists, list.seeds) : new Set<number>()
  const raised = artistBonus === undefined ? scores : addArtistBonus(scores, artists, list.seeds, artistBonus)
  const isExcluded = (song: number) => seeds.has(song) || known.has(artists[song] ?? NO_ARTIST)
  const k = Math.max(RECALL_AT, list.hidden.size)
  return pickBest(raised, k, { isExcluded, perArtist: rules.perArtist, artists })
}

function createTally() {
  const recall: number[] = []
  const precise: number[] = []
  const atR: number[] = []
  let variety = 0
  return {
    add({ artists }: Songs, { hidden }: HeldOut, picked: number[]): void {
      recall.push(recallAt(picked, hidden, RECALL_AT))
      precise.push(precisionAt(picked, hidden, PRECISION_AT))
      atR.push(rPrecision(picked, hidden))
      variety += new Set(picked.slice(0, ARTISTS_AMONG).map((song) => artists[song])).size / ARTISTS_AMONG
    },
    toRow: (seed: number): Omit<HoldOutRow, 'method' | 'ours'> => ({
      recall: toFigure(recall, seed),
      rPrecision: toFigure(atR, seed),
      precision: toFigure(precise, seed),
      artists: recall.length === 0 ? 0 : variety / recall.length,
    }),
  }
}
