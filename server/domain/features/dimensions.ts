import { COEFFICIENTS, type FeatureName } from './features'
import { fifthsPosition } from '../harmony'
import type { Block, Group, VectorInput } from './groups'

/**
 * `ranked`: the place in the catalog's order, as a normal score; only the order of the shaped values counts.
 * `fixed`: the shape is already centred with unit spread.
 */
type Dimension = {
  name: string
  group: Group
  block: Block
  weight: number
  scaling: 'ranked' | 'fixed'
  shape: (input: VectorInput) => number | undefined
}

type Step = (value: number) => number
const feature =
  (name: FeatureName, step: Step = (v) => v) =>
  ({ values }: VectorInput) => {
    const value = values[name]
    return value === undefined ? undefined : step(value)
  }
const ranked = (name: FeatureName, group: Group, weight: number, block: Block = group): Dimension => ({
  name,
  group,
  block,
  weight,
  scaling: 'ranked',
  shape: feature(name),
})
/** The mean over the coefficients of a family: how much the sound moves, whatever part of it. */
const meanOf = (family: 'mfcc_spread' | 'timbre_spread') => {
  const names = COEFFICIENTS.map((n) => `${family}_${n}` as const)
  return ({ values }: VectorInput) => {
    let sum = 0
    let count = 0
    for (const name of names) {
      const value = values[name]
      if (value === undefined) continue
      sum += value
      count++
    }
    return count === 0 ? undefined : sum / count
  }
}

/** Angles have unit spread after √2: cos and sin of a uniform angle have variance ½. */
const onCircle = (turns: number, part: 'cos' | 'sin') => Math.SQRT2 * Math[part](2 * Math.PI * turns)
/** A doubtful angle is drawn to the middle: what to expect when it is right with that probability, else anything. */
const tempoTurns =
  (part: 'cos' | 'sin') =>
  ({ values: { tempo, tempo_confidence: sure = 1 } }: VectorInput) =>
    tempo === undefined ? undefined : sure * onCircle(Math.log2(tempo), part)
const fifths =
  (part: 'cos' | 'sin') =>
  ({ values: { key, mode, key_confidence: sure = 1 } }: VectorInput) =>
    key === undefined || mode === undefined
      ? undefined
      : sure * onCircle(fifthsPosition(key, mode) / 12, part)

/** The confidence of our own tempo is the probability of its level (docs/audio.md): below it another is likelier. */
const SURE_OF_OCTAVE = 0.5
const tempoHeight = ({ values: { tempo, tempo_confidence: sure = 1 } }: VectorInput) =>
  tempo === undefined || sure < SURE_OF_OCTAVE ? undefined : Math.log2(tempo)

/**
 * The dimensions in the order of the vector. Each weight has its reason; none is fitted on a label. Change anything here
 * and raise the version in vector-spec.ts: vectors are then derived again, nothing is analysed again.
 */
export const dimensions: Dimension[] = [
  // What listeners name first; three measures of one impression, so energy, which also speaks through loudness
  // and acousticness, counts less.
  ranked('valence', 'mood', 1),
  ranked('danceability', 'mood', 1),
  ranked('energy', 'mood', 0.8),
  // Mastering decides it as much as the music does.
  ranked('loudness', 'loudness', 0.8),
  // What is quiet beside what is loud: as much the music's as loudness is the mastering's, but it says less of a clip.
  ranked('loudness_range', 'loudness', 0.6, 'dynamics'),
  // Perceived tempo is logarithmic, and trackers confuse octaves: half by height, half by the octave circle.
  {
    name: 'tempo_log2',
    group: 'rhythm',
    block: 'rhythm',
    weight: 0.7,
    scaling: 'ranked',
    shape: tempoHeight,
  },
  {
    name: 'tempo_cos',
    group: 'rhythm',
    block: 'rhythm',
    weight: 0.6,
    scaling: 'fixed',
    shape: tempoTurns('cos'),
  },
  {
    name: 'tempo_sin',
    group: 'rhythm',
    block: 'rhythm',
    weight: 0.6,
    scaling: 'fixed',
    shape: tempoTurns('sin'),
  },
  // How busy and how strict the beat is; together as much as one full value, because both go along with tempo.
  ranked('onset_rate', 'rhythm', 0.7, 'pulse'),
  ranked('rhythm_regularity', 'rhythm', 0.7, 'pulse'),
  // The colour of the sound. Thirteen measures that overlap, so each counts little: together they weigh what voice and
  // instruments weigh, the other group that says what is heard rather than what is played.
  ranked('centroid', 'timbre', 0.5),
  ranked('spectral_spread', 'timbre', 0.4),
  ranked('flatness', 'timbre', 0.5),
  ranked('spectral_flux', 'timbre', 0.4),
  // The first coefficients are the broad shape of the spectrum; from the ninth on they follow single pitches (Logan,
  // Mel Frequency Cepstral Coefficients for Music Modeling, ISMIR 2000, keeps the low ones for that reason).
  ranked('mfcc_mean_1', 'timbre', 0.45),
  ranked('mfcc_mean_2', 'timbre', 0.45),
  ranked('mfcc_mean_3', 'timbre', 0.45),
  ranked('mfcc_mean_4', 'timbre', 0.45),
  ranked('mfcc_mean_5', 'timbre', 0.45),
  ranked('mfcc_mean_6', 'timbre', 0.45),
  ranked('mfcc_mean_7', 'timbre', 0.45),
  ranked('mfcc_mean_8', 'timbre', 0.45),
  {
    name: 'mfcc_spread',
    group: 'timbre',
    block: 'timbre',
    weight: 0.5,
    scaling: 'ranked',
    shape: meanOf('mfcc_spread'),
  },
  // What makes the sound: words, wood or wires, a singer or none.
  ranked('speechiness', 'voice', 1),
  ranked('acousticness', 'voice', 1),
  ranked('instrumentalness', 'voice', 1),
  // The plan of a recording: how often something new begins, and how far the parts differ. Spotify's tempo per section
  // jumps octaves, and a fade is a habit of its decade: both count little.
  ranked('section_rate', 'structure', 0.6),
  ranked('section_length_variation', 'structure', 0.4),
  ranked('section_loudness_spread', 'structure', 0.5),
  ranked('section_tempo_spread', 'structure', 0.3),
  ranked('fade_out', 'structure', 0.2),
  // Of an analysis's timbre coefficients Spotify's reference names brightness, flatness and attack (2 to 4); the first
  // is loudness, and what the others mean is not published. A clip has these too.
  ranked('timbre_mean_2', 'structure', 0.6, 'segments'),
  ranked('timbre_mean_3', 'structure', 0.6, 'segments'),
  ranked('timbre_mean_4', 'structure', 0.6, 'segments'),
  {
    name: 'timbre_spread',
    group: 'structure',
    block: 'segments',
    weight: 0.4,
    scaling: 'ranked',
    shape: meanOf('timbre_spread'),
  },
  ranked('pitch_spread', 'structure', 0.3, 'segments'),
  // A two-minute punk song and a nine-minute jam differ in form before a note is heard.
  {
    name: 'duration_log2',
    group: 'form',
    block: 'form',
    weight: 0.9,
    scaling: 'ranked',
    shape: ({ durationMs }) =>
      durationMs === null || durationMs <= 0 ? undefined : Math.log2(durationMs / 1000),
  },
  // Key says little about likeness (measured: as a number it hurts); kept for ties, order and explanation.
  {
    name: 'fifths_cos',
    group: 'harmony',
    block: 'harmony',
    weight: 0.15,
    scaling: 'fixed',
    shape: fifths('cos'),
  },
  {
    name: 'fifths_sin',
    group: 'harmony',
    block: 'harmony',
    weight: 0.15,
    scaling: 'fixed',
    shape: fifths('sin'),
  },
  // One chord or all twelve tones: it says more of the music than where the key lies, and noise raises it too.
  ranked('chroma_entropy', 'harmony', 0.4, 'tonality'),
  // Production, instruments and style move with the years; one number stands for much of the sound that the
  // others do not see, hence the highest weight.
  {
    name: 'release_year',
    group: 'era',
    block: 'era',
    weight: 1.5,
    scaling: 'ranked',
    shape: ({ releaseYear }) => releaseYear ?? undefined,
  },
]
