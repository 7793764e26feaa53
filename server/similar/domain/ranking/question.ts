import { SLIDERS, type Controls } from '../controls'
import { scoreAll } from '../../../domain/features/seed-kernel'
import type { GroupWeights } from '../../../domain/features/similarity'
import { hearFor, type Taste } from '../../../taste/domain/taste'
import { moments, type CatalogSample } from './catalog-sample'
import type { Member } from './member'

/** What is asked: tracks like `seeds`, not like `against`. */
export type Question = {
  seeds: Member[]
  against: Member[]
  balance: GroupWeights
  controls: Pick<Controls, 'mode' | 'novelty' | 'perArtist' | 'diversity'>
  /** What a track of a seed's artist gets on top in mode `continue`: so many points of score. */
  artistBonus: number
  /** What the listener's clicks say, heard for these seeds; null without any. */
  taste: Taste | null
}

export type Asking = { seeds: Member[]; against: Member[]; controls: Controls; taste?: Taste | null }

/** In mode `continue`, spreads of likeness that the artist of a seed is worth; docs/decisions/0007. */
const ARTIST_BONUS = 2

/**
 * The question that a mode makes of seeds and controls: the only place that decides what sliders and modes mean in
 * points of score, for what is answered and for what is measured. `spread` is the likeness of each track of the
 * sample to the seeds, ascending.
 */
export function toQuestion(
  { seeds, against, controls, taste = null }: Asking,
  sample: CatalogSample,
): { question: Question; spread: Float64Array } {
  const balance = Float64Array.from(SLIDERS, (slider) => controls.weights[slider])
  const places = seeds.map(({ place }) => place)
  const spread = scoreAll(places, sample.pool.places, balance).sort()
  const artistBonus = controls.mode === 'continue' ? ARTIST_BONUS * moments(spread).scale : 0
  const heard = taste && hearFor(taste, places, balance)
  return { question: { seeds, against, balance, controls, artistBonus, taste: heard }, spread }
}
