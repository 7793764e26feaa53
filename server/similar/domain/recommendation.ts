import { z } from 'zod'
import { ControlsInput, MAX_SEEDS, Mode, SLIDERS, TrackId, type Slider } from './controls'
import { FeatureSource } from '../../domain/features/features'
import { MAX_LINK_TEXT } from '../../domain/spotify-ref'
import { Track } from '../../domain/track'
import { GROUPS, type Group } from '../../domain/features/vector-spec'

export { Mode } from './controls'

export const MAX_K = 100
export const DEFAULT_K = 10

/** How many tracks to return. Text is read too, because forms and query strings send nothing else. */
export const K = z.coerce
  .number({ error: `The number of tracks must be a whole number from 1 to ${MAX_K}.` })
  .int(`The number of tracks must be a whole number from 1 to ${MAX_K}.`)
  .min(1, `Ask for at least 1 track (and at most ${MAX_K}).`)
  .max(MAX_K, `Ask for at most ${MAX_K} tracks.`)

const Link = z
  .string({ error: 'Give the link of a track or playlist as `url`.' })
  .max(MAX_LINK_TEXT, 'The link is too long.')
const LinkOrId = z
  .string({ error: 'A seed is the link or id of a track.' })
  .min(1, 'A link is empty.')
  .max(MAX_LINK_TEXT, 'The link is too long.')
const tooMany = `At most ${String(MAX_SEEDS)} tracks.`

/** What a recommendation is asked for with, beside its seeds. */
const Asked = ControlsInput.extend({
  k: K.default(DEFAULT_K),
  mode: Mode.default('similar'),
  /** Whether the listener's clicks count; they do unless told otherwise. */
  taste: z.enum(['on', 'off'], { error: 'Taste must be "on" or "off".' }).default('on'),
})

/** The question as the catalog is asked: seeds by id, `not` for tracks that the answer shall not be like. */
export const SimilarInput = Asked.extend({
  id: TrackId.optional(),
  seeds: z.array(TrackId).max(MAX_SEEDS, tooMany).optional(),
  not: z.array(TrackId).max(MAX_SEEDS, tooMany).default([]),
})
  .refine(({ id, seeds }) => id !== undefined || (seeds?.length ?? 0) > 0, {
    error: 'Give at least one track to start from.',
    path: ['seeds'],
  })
  .transform(({ id, seeds = [], ...rest }) => ({
    ...rest,
    seeds: [...new Set(id === undefined ? seeds : [id, ...seeds])],
  }))

/** The question as links: what `POST /api/recommend` takes. */
export const RecommendInput = Asked.extend({
  url: Link.optional(),
  seeds: z.array(LinkOrId).max(MAX_SEEDS, tooMany).optional(),
  not: z.array(LinkOrId).max(MAX_SEEDS, tooMany).default([]),
}).refine(({ url, seeds }) => url !== undefined || (seeds?.length ?? 0) > 0, {
  error: 'Give the link of a track or playlist as `url`, or several as `seeds`.',
  path: ['url'],
})
export type RecommendInput = z.infer<typeof RecommendInput>

/** The query string of a page: how many tracks, and how they are chosen. */
export const ResultQuery = Asked
export type ResultQuery = z.infer<typeof ResultQuery>

const parts = Object.fromEntries(GROUPS.map((group) => [group, z.number()])) as Record<Group, z.ZodNumber>

/** A sentence that says what two tracks share (`alike`) or what sets them apart (`apart`). */
export const Reason = z.object({
  group: z.enum(GROUPS),
  kind: z.enum(['alike', 'apart']),
  text: z.string(),
})
export type Reason = z.infer<typeof Reason>

/** What is added to the parts or taken from them: by the mode, the sliders, the disliked and the listener's clicks. */
export const Adjustment = z.object({
  kind: z.enum(['familiarity', 'artist', 'novelty', 'against', 'taste']),
  amount: z.number(),
  /** What stands behind it, where that is worth a sentence. */
  note: z.string().optional(),
})
export type Adjustment = z.infer<typeof Adjustment>

/** The rank that a track would have among the same candidates if a group did not count. */
export const WhatIf = z.object({ group: z.enum(GROUPS), rank: z.number().int().positive() })
export type WhatIf = z.infer<typeof WhatIf>

export const RankedTrack = z.object({
  rank: z.number().int().positive(),
  track: Track,
  /** Cosine over the groups both tracks have, −1…1, and the adjustments. */
  score: z.number(),
  /** One number per group; with the adjustments they add up to `score`. */
  parts: z.object(parts),
  adjustments: z.array(Adjustment),
  /** Share of the catalog that is less like the seeds, 0…1, counted on a sample. */
  percentile: z.number().min(0).max(1),
  whatIf: WhatIf.nullable(),
  /** The id of the seed that the track is most like; the reasons compare with it. */
  nearestSeed: z.string(),
  reasons: z.array(Reason),
  /** Share of the feature space that both tracks have, and less where it was measured with doubt, 0…1. */
  confidence: z.number().min(0).max(1),
  /** Sources of the candidate's values. */
  sources: z.array(FeatureSource),
})
export type RankedTrack = z.infer<typeof RankedTrack>

const weights = Object.fromEntries(SLIDERS.map((name) => [name, z.number()])) as Record<Slider, z.ZodNumber>

export const Recommendation = z.object({
  /** The first of `seeds`. */
  query: Track,
  seeds: z.array(Track),
  /** Tracks that the answer shall not be like. */
  against: z.array(Track),
  mode: Mode,
  weights: z.object(weights),
  tracks: z.array(RankedTrack),
  /** Clicks of the listener that the order goes by; null where nobody's taste counts. */
  taste: z.object({ clicks: z.number().int() }).nullable(),
  /** Candidates that were compared exactly; ranks of `whatIf` are among them. */
  compared: z.number().int(),
  /** Number of tracks the answer was chosen from, and the index version that chose. */
  catalogSize: z.number().int(),
  indexVersion: z.number().int(),
})
export type Recommendation = z.infer<typeof Recommendation>
