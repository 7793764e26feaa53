import { z } from 'zod'
import { ControlsInput } from '../../similar/domain/controls'
import { toDspFeatureValues } from '../../domain/features/dsp-values'
import { DomainError } from '../../domain/errors'
import {
  FEATURE_NAMES,
  hasFeatures,
  toFeatureValues,
  type FeatureValues,
} from '../../domain/features/features'
import { DEFAULT_K, K, Mode, Recommendation } from '../../similar/domain/recommendation'
import type { AudioAnalysis } from '../../domain/sound-analysis'
import { blockMask, groupsOf, shapeVector } from '../../domain/features/vector'
import { GROUPS, type VectorInput } from '../../domain/features/vector-spec'

const seconds = z.number().nonnegative()

/** What was heard in a clip: enough to ask with, and none of its audio. */
export const Clip = z.object({
  /** Length of the audio, and how much of it was listened to. */
  durationS: seconds,
  analysedS: seconds,
  partial: z.array(z.enum(['truncated', 'damaged', 'capped', 'short', 'silent'])),
  values: z.partialRecord(z.enum(FEATURE_NAMES), z.number()).transform((raw) => toFeatureValues(raw)),
})
export type Clip = z.infer<typeof Clip>

const Groups = z.array(z.enum(GROUPS))

/** A clip as a reader is told about it; `token` asks about it again and is all that is kept, by whoever has it. */
export const HeardClip = z.object({ token: z.string(), heard: Clip, known: Groups, unknown: Groups })
export type HeardClip = z.infer<typeof HeardClip>

/** An answer as for tracks, with the clip in place of the track that was asked about. */
export const ClipRecommendation = Recommendation.omit({ query: true }).extend({ clip: HeardClip })
export type ClipRecommendation = z.infer<typeof ClipRecommendation>

/** The token of a clip and how to choose what goes with it. */
export const ClipQuery = ControlsInput.extend({
  clip: z
    .string({ error: 'Give the token of a clip.' })
    .min(1, 'Give the token of a clip.')
    .max(8192, 'This is not the token of a clip.'),
  k: K.default(DEFAULT_K),
  mode: Mode.default('similar'),
})
export type ClipQuery = z.infer<typeof ClipQuery>

/**
 * What is kept of an analysis. Throws AUDIO_SILENT where nothing was heard that could be asked with.
 */
export function toClip(analysis: AudioAnalysis): Clip {
  const { durationS, analysedS, partial } = analysis
  const values = toDspFeatureValues(analysis)
  if (partial.includes('silent') || !hasFeatures(values)) {
    throw new DomainError('AUDIO_SILENT', 'Nothing is heard in this clip: it is silent.')
  }
  return { durationS, analysedS, partial, values }
}

/** Values of a clip as a vector is derived from them: neither year nor length of the piece it was cut from is known. */
export function toVectorInput(values: FeatureValues): VectorInput {
  return { values, releaseYear: null, durationMs: null }
}

/** The clip with the groups of the sound that it tells of, and those of which it tells nothing. */
export function toHeardClip(heard: Clip, token: string): HeardClip {
  const known = groupsOf(blockMask(shapeVector(toVectorInput(heard.values))))
  return { token, heard, known, unknown: GROUPS.filter((group) => !known.includes(group)) }
}
