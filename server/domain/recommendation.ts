import { z } from 'zod'
import { FeatureSource } from './features'
import { Track } from './track'
import { GROUPS, type Group } from './vector-spec'

export const MAX_K = 100
export const DEFAULT_K = 10

/** How many tracks to return. Text is read too, because forms and query strings send nothing else. */
export const K = z.coerce
  .number({ error: `The number of tracks must be a whole number from 1 to ${MAX_K}.` })
  .int(`The number of tracks must be a whole number from 1 to ${MAX_K}.`)
  .min(1, `Ask for at least 1 track (and at most ${MAX_K}).`)
  .max(MAX_K, `Ask for at most ${MAX_K} tracks.`)

/** Nearest neighbours by sound. */
export const Mode = z.enum(['similar'], { error: 'The mode must be "similar".' })
export type Mode = z.infer<typeof Mode>

export const RecommendInput = z.object({
  url: z
    .string({ error: 'Give the link of a track or playlist as `url`.' })
    .max(4096, 'The link is too long.'),
  k: K.default(DEFAULT_K),
  mode: Mode.default('similar'),
})
export type RecommendInput = z.infer<typeof RecommendInput>

const parts = Object.fromEntries(GROUPS.map((group) => [group, z.number()])) as Record<Group, z.ZodNumber>

/** A sentence that says what two tracks share (`alike`) or what sets them apart (`apart`). */
export const Reason = z.object({
  group: z.enum(GROUPS),
  kind: z.enum(['alike', 'apart']),
  text: z.string(),
})
export type Reason = z.infer<typeof Reason>

export const RankedTrack = z.object({
  rank: z.number().int().positive(),
  track: Track,
  /** Cosine over the groups both tracks have, −1…1. */
  score: z.number(),
  /** One number per group; they add up to `score`. */
  parts: z.object(parts),
  reasons: z.array(Reason),
  /** Share of the feature space that both tracks have, 0…1. */
  confidence: z.number().min(0).max(1),
  /** Sources of the candidate's values. */
  sources: z.array(FeatureSource),
})
export type RankedTrack = z.infer<typeof RankedTrack>

export const Recommendation = z.object({
  query: Track,
  mode: Mode,
  tracks: z.array(RankedTrack),
  /** Number of tracks the answer was chosen from, and the index version that chose. */
  catalogSize: z.number().int(),
  indexVersion: z.number().int(),
})
export type Recommendation = z.infer<typeof Recommendation>
