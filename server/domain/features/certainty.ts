import { haveOneScale } from './calibration'
import type { FeatureName, FeatureValues } from './features'
import type { Origin, Origins } from './merge-values'
import { BLOCKS, BLOCK_WEIGHT, type Block } from './vector-spec'

/** Merged values with their provenance: what certainty is judged by. */
export type Evidence = { values: FeatureValues; origins: Origins }

/** The value whose source and scale stand for its block. */
const LEADING: Partial<Record<Block, FeatureName>> = {
  mood: 'energy',
  voice: 'acousticness',
  loudness: 'loudness',
  dynamics: 'loudness_range',
  pulse: 'onset_rate',
  tonality: 'chroma_entropy',
}

/** Two populations may hold other music; half of what two unlike scales say is their difference. */
const BY_POPULATIONS = 0.75
const UNCALIBRATED = 0.5
/** Half a minute stands for the whole in most of its sound, not in its course. */
const OF_A_CLIP = 0.75

/**
 * How far the values behind a comparison can be relied on, 0…1: over the blocks of `common` by their weight. Tempo and
 * key count as surely as their source says; values of different sources as far as those agree;
 * segments of a clip for less than those of a whole track.
 */
export function certaintyOf(a: Evidence, b: Evidence, common: number): number {
  let all = 0
  let certain = 0
  BLOCKS.forEach((block, bit) => {
    if (!(common & (1 << bit))) return
    all += BLOCK_WEIGHT[block]
    certain += BLOCK_WEIGHT[block] * certaintyIn(block, a, b)
  })
  return all === 0 ? 0 : certain / all
}

function certaintyIn(block: Block, a: Evidence, b: Evidence): number {
  if (block === 'rhythm') return (a.values.tempo_confidence ?? 1) * (b.values.tempo_confidence ?? 1)
  if (block === 'harmony') return (a.values.key_confidence ?? 1) * (b.values.key_confidence ?? 1)
  if (block === 'segments') return ofClip(a) * ofClip(b)
  const name = LEADING[block]
  const [x, y] = name === undefined ? [] : [a.origins[name], b.origins[name]]
  if (!x || !y || x.source === y.source) return 1
  if (x.map || y.map) return certaintyBy(x) * certaintyBy(y)
  return haveOneScale(x.source, y.source) ? 1 : UNCALIBRATED
}

const certaintyBy = ({ map }: Origin): number => (map ? (map.agreement ?? BY_POPULATIONS) : 1)
const ofClip = ({ values }: Evidence): number => (values.structure_partial === 1 ? OF_A_CLIP : 1)
