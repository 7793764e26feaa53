import type { FeatureValues } from './features'
import { fifthsPosition } from './harmony'

/** What a vector is derived from: values of a track plus what its metadata says. */
export type VectorInput = { values: FeatureValues; releaseYear: number | null; durationMs: number | null }

/** Named blocks of the vector; the parts of a score are one number per group. */
export const GROUPS = ['mood', 'loudness', 'rhythm', 'voice', 'form', 'harmony', 'era'] as const
export type Group = (typeof GROUPS)[number]

/**
 * `fitted`: location and scale come from the catalog. `ranked`: the place in the catalog's order, as a normal score.
 * `fixed`: the shape is already centred with unit spread.
 */
type Dimension = {
  name: string
  group: Group
  weight: number
  scaling: 'fitted' | 'ranked' | 'fixed'
  shape: (input: VectorInput) => number | undefined
}

type Step = (value: number) => number
const feature =
  (name: keyof FeatureValues, step: Step = (v) => v) =>
  ({ values }: VectorInput) => {
    const value = values[name]
    return value === undefined ? undefined : step(value)
  }

/** A share whose mass sits near 0: the square root spreads the low end, where the ear still tells a difference. */
const sqrt: Step = (v) => Math.sqrt(Math.max(0, v))
/** Angles have unit spread after √2: cos and sin of a uniform angle have variance ½. */
const onCircle = (turns: number, part: 'cos' | 'sin') => Math.SQRT2 * Math[part](2 * Math.PI * turns)
const tempoTurns: Step = (bpm) => Math.log2(bpm)
const fifths = (part: 'cos' | 'sin') => (input: VectorInput) => {
  const { key, mode } = input.values
  return key === undefined || mode === undefined ? undefined : onCircle(fifthsPosition(key, mode) / 12, part)
}

/**
 * The feature space: order is the order of the vector. Each weight has its reason; none is fitted on a label.
 * Change anything here and raise `version`: vectors are then derived again, nothing is analysed again.
 */
const dimensions: Dimension[] = [
  // What listeners name first; three measures of one impression, so energy, which also speaks through loudness
  // and acousticness, counts less.
  { name: 'valence', group: 'mood', weight: 1, scaling: 'fitted', shape: feature('valence') },
  { name: 'danceability', group: 'mood', weight: 1, scaling: 'fitted', shape: feature('danceability') },
  { name: 'energy', group: 'mood', weight: 0.8, scaling: 'fitted', shape: feature('energy') },
  // Mastering decides it as much as the music does.
  { name: 'loudness', group: 'loudness', weight: 0.8, scaling: 'fitted', shape: feature('loudness') },
  // Perceived tempo is logarithmic, and trackers confuse octaves: half by height, half by the octave circle.
  { name: 'tempo_log2', group: 'rhythm', weight: 0.7, scaling: 'fitted', shape: feature('tempo', Math.log2) },
  {
    name: 'tempo_cos',
    group: 'rhythm',
    weight: 0.6,
    scaling: 'fixed',
    shape: feature('tempo', (bpm) => onCircle(tempoTurns(bpm), 'cos')),
  },
  {
    name: 'tempo_sin',
    group: 'rhythm',
    weight: 0.6,
    scaling: 'fixed',
    shape: feature('tempo', (bpm) => onCircle(tempoTurns(bpm), 'sin')),
  },
  // What makes the sound: words, wood or wires, a singer or none.
  {
    name: 'speechiness',
    group: 'voice',
    weight: 1,
    scaling: 'fitted',
    shape: feature('speechiness', (v) => Math.log(v + 0.02)),
  },
  {
    name: 'acousticness',
    group: 'voice',
    weight: 1,
    scaling: 'fitted',
    shape: feature('acousticness', sqrt),
  },
  {
    name: 'instrumentalness',
    group: 'voice',
    weight: 1,
    scaling: 'fitted',
    shape: feature('instrumentalness', sqrt),
  },
  // A two-minute punk song and a nine-minute jam differ in form before a note is heard.
  {
    name: 'duration_log2',
    group: 'form',
    weight: 0.9,
    scaling: 'fitted',
    shape: ({ durationMs }) =>
      durationMs === null || durationMs <= 0 ? undefined : Math.log2(durationMs / 1000),
  },
  // Key says little about likeness (measured: as a number it hurts); kept for ties, order and explanation.
  { name: 'fifths_cos', group: 'harmony', weight: 0.15, scaling: 'fixed', shape: fifths('cos') },
  { name: 'fifths_sin', group: 'harmony', weight: 0.15, scaling: 'fixed', shape: fifths('sin') },
  // Production, instruments and style move with the years; one number stands for much of the sound that the
  // others do not see, hence the highest weight. Ranked: a catalog is dense in recent years, and who lives in it hears
  // five years there as further apart than five of the sixties, which lie beyond what a linear scale would clip.
  {
    name: 'release_year',
    group: 'era',
    weight: 1.5,
    scaling: 'ranked',
    shape: ({ releaseYear }) => releaseYear ?? undefined,
  },
]

export const VECTOR_SPEC = { version: 1, dimensions } as const
export const DIMENSIONS = dimensions.length

/** Sum of squared weights per group: what a group can add to a score, relative to the others. */
export const GROUP_WEIGHT: Readonly<Record<Group, number>> = Object.fromEntries(
  GROUPS.map((group) => [
    group,
    dimensions.filter((d) => d.group === group).reduce((sum, d) => sum + d.weight ** 2, 0),
  ]),
) as Record<Group, number>
