import { z } from 'zod'
import { ControlsInput, TrackId } from '../../similar/domain/controls'
import { Reason } from '../../similar/domain/recommendation'
import { MAX_LINK_TEXT } from '../../domain/spotify-ref'
import { Track } from '../../domain/track'
import { GROUPS } from '../../domain/features/vector-spec'
import { ARCS } from './arcs'

export const MIN_LENGTH = 2
export const MAX_LENGTH = 50
export const DEFAULT_LENGTH = 12
export const MAX_WAYPOINTS = 8
/** A journey moves on: whoever wants an artist twice says so. */
export const DEFAULT_PER_ARTIST = 1
const MAX_ROUTE = 9999

const lengthSentence = `The length must be a whole number from ${String(MIN_LENGTH)} to ${String(MAX_LENGTH)}.`
const routeSentence = `The route must be a whole number from 0 to ${String(MAX_ROUTE)}.`

/** How a journey is asked for, beside the tracks it goes through. */
const Asked = ControlsInput.omit({ novelty: true, diversity: true }).extend({
  /** Tracks in all, the named ones included. */
  length: z.coerce
    .number({ error: lengthSentence })
    .int(lengthSentence)
    .min(MIN_LENGTH, lengthSentence)
    .max(MAX_LENGTH, lengthSentence)
    .default(DEFAULT_LENGTH),
  arc: z.enum(ARCS, { error: `The arc must be one of ${ARCS.join(', ')}.` }).optional(),
  /** Keep to keys that mix, as far as the tracks allow. A form sends "yes". */
  camelot: z
    .union([z.boolean(), z.enum(['yes', 'no'])], { error: 'Camelot must be "yes" or "no".' })
    .transform((value) => value === true || value === 'yes')
    .default(false),
  /** 0 is the best route; every other number is another one, always the same. */
  route: z.coerce
    .number({ error: routeSentence })
    .int(routeSentence)
    .min(0, routeSentence)
    .max(MAX_ROUTE, routeSentence)
    .default(0),
})

const FIRST = 'Name the track that the journey starts from.'
const LAST = 'Name the track that the journey ends with.'
const NOT_AN_ID = 'This is not the id of a track.'
const tooMany = `At most ${String(MAX_WAYPOINTS)} tracks between the first and the last.`
const link = (missing: string) =>
  z.string({ error: missing }).trim().min(1, missing).max(MAX_LINK_TEXT, 'The link is too long.')
const id = (missing: string) => z.string({ error: missing }).min(1, missing).max(64, NOT_AN_ID).pipe(TrackId)

/** A journey as the catalog is asked for it: tracks by id, `through` in the order in which they are passed. */
export const JourneyInput = Asked.extend({
  from: id(FIRST),
  to: id(LAST),
  through: z.array(TrackId).max(MAX_WAYPOINTS, tooMany).default([]),
})
export type JourneyInput = z.infer<typeof JourneyInput>

/** The same with links or ids: what `POST /api/journey` takes. */
export const JourneyRequest = Asked.extend({
  from: link(FIRST),
  to: link(LAST),
  through: z.array(link('Name the tracks on the way.')).max(MAX_WAYPOINTS, tooMany).default([]),
})

/** What the page shows in its form: tracks may be missing yet. */
export const JourneyQuery = Asked
export type JourneyQuery = z.infer<typeof JourneyQuery>

const Change = z.tuple([z.number(), z.number()]).nullable()

/** What happens from one track to the next. */
export const JourneyStep = z.object({
  /** Cosine over the groups both tracks have, and the angle of it in degrees. */
  score: z.number(),
  degrees: z.number(),
  confidence: z.number().min(0).max(1),
  /** BPM. */
  tempo: Change,
  /** 0…1. */
  energy: Change,
  /** Names of the keys, and whether the step from one to the other is safe on the Camelot wheel. */
  keys: z.object({ from: z.string(), to: z.string(), mix: z.boolean() }).nullable(),
  /** The group in which the two differ most; null where they do not differ. */
  changes: z.enum(GROUPS).nullable(),
  reasons: z.array(Reason),
})
export type JourneyStep = z.infer<typeof JourneyStep>

export const JourneyStop = z.object({
  place: z.number().int().positive(),
  track: Track,
  /** One of the tracks that were asked for. */
  named: z.boolean(),
  energy: z.number().nullable(),
  tempo: z.number().nullable(),
  /** "8A A minor" */
  key: z.string().nullable(),
  /** The energy that the arc wants here. */
  wanted: z.number().nullable(),
  /** To the next track; null at the last. */
  next: JourneyStep.nullable(),
})
export type JourneyStop = z.infer<typeof JourneyStop>

export const Journey = z.object({
  stops: z.array(JourneyStop),
  arc: z.enum(ARCS).nullable(),
  camelot: z.boolean(),
  route: z.number().int(),
  /** In degrees. */
  largestStep: z.number(),
  meanStep: z.number(),
  /** Steps between known keys that do not mix. */
  clashes: z.number().int(),
  /** Tracks that were compared, of how many, and by which index version they were found. */
  compared: z.number().int(),
  catalogSize: z.number().int(),
  indexVersion: z.number().int(),
})
export type Journey = z.infer<typeof Journey>
