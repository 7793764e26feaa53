import type { ControlsInput } from '../../similar/domain/controls'
import type { Mode } from '../../similar/domain/modes'
import { UNKNOWN, type MeasuredCatalog } from './catalog'
import { artistsOf, scoreAtRandom, scoreByPopularity, scoreBySameArtist } from './comparison/baselines'
import { pickBest } from './comparison/pick-best'
import { scoreByKernel } from './comparison/score-by-kernel'
import { scoreByMean } from './comparison/score-by-mean'
import { scoreByPrecision, varianceOf } from './comparison/score-by-precision'
import { toFamiliarRows } from './comparison/space'
import type { HeldOut } from './hold-out'
import { createModeRank } from './rank-by-mode'

/** A way of going on with the shown tracks of a playlist; `ours` listens to the sound, a baseline does not. */
export type Method = {
  method: string
  ours: boolean
  rank: (list: HeldOut, k: number) => number[]
}

type Rules = { perArtist: number | null; newArtists: boolean }
const FREE: Rules = { perArtist: null, newArtists: false }
const TWO_AN_ARTIST: Rules = { perArtist: 2, newArtists: false }
const NEW_ARTISTS: Rules = { perArtist: 1, newArtists: true }

/** Popularity counts as in `continue` and `discover`. */
const FAMILIAR: ControlsInput = { weights: { familiarity: 1 } }

/**
 * Continue a playlist: the mode as it is served, the mode without what it knows beside the sound, textbook ways of
 * joining several seeds in the same space, and what listens to nothing.
 */
export function createContinueMethods(catalog: MeasuredCatalog, seed: number): Method[] {
  const { served, scored, known } = createMakers(catalog)
  const rows = toFamiliarRows(catalog)
  const variance = varianceOf(rows)
  return [
    served('continue', 'continue'),
    served('seeds-familiar', 'similar', FAMILIAR),
    served('seeds', 'similar'),
    scored('mean', true, FREE, ({ seeds }) => scoreByMean(rows, seeds)),
    scored('precision', true, FREE, ({ seeds }) => scoreByPrecision(rows, seeds, variance)),
    scored('kernel', true, FREE, ({ seeds }) => scoreByKernel(rows, seeds)),
    ...createBaselines(catalog, { seed, rules: FREE, scored, known }),
    ...[FREE, TWO_AN_ARTIST].map((rules) =>
      scored(rules === FREE ? 'same-artist' : 'same-artist-two', false, rules, ({ playlist, seeds }) =>
        scoreBySameArtist(catalog.artists, seeds, seed, playlist, 3),
      ),
    ),
  ]
}

/** Discover: no artist of the seeds, one track an artist. The artist baseline has nothing to offer here. */
export function createDiscoverMethods(catalog: MeasuredCatalog, seed: number): Method[] {
  const { served, scored, known } = createMakers(catalog)
  return [
    served('discover', 'discover'),
    ...createBaselines(catalog, { seed, rules: NEW_ARTISTS, scored, known }),
  ]
}

type Makers = ReturnType<typeof createMakers>

function createBaselines(
  { members, popularity }: MeasuredCatalog,
  { seed, rules, scored, known }: Pick<Makers, 'scored' | 'known'> & { seed: number; rules: Rules },
): Method[] {
  const byPopularity = scoreByPopularity(popularity)
  return [
    scored('random', false, rules, ({ playlist }) => scoreAtRandom(members.length, seed, playlist, 2)),
    ...(known ? [scored('popularity', false, rules, () => byPopularity)] : []),
  ]
}

function createMakers(catalog: MeasuredCatalog) {
  const { artists, songs } = catalog
  return {
    /** Whether any popularity is known. */
    known: catalog.popularity.some((value) => !Number.isNaN(value)),

    served: (method: string, mode: Mode, input?: ControlsInput): Method => {
      const rank = createModeRank(catalog, mode, input)
      return { method, ours: true, rank: ({ seeds }, k) => rank(seeds, k) }
    },

    scored: (method: string, ours: boolean, rules: Rules, score: (list: HeldOut) => Float32Array): Method => {
      const rank = (list: HeldOut, k: number) => {
        const shown = new Set(list.seeds.map((track) => songs[track]))
        const named = rules.newArtists ? artistsOf(artists, list.seeds) : new Set<number>()
        const isExcluded = (track: number) => shown.has(songs[track]) || named.has(artists[track] ?? UNKNOWN)
        return pickBest(catalog, score(list), k, { isExcluded, perArtist: rules.perArtist })
      }
      return { method, ours, rank }
    },
  }
}
