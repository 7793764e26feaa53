import { z } from 'zod'
import { parseCamelot } from '../../domain/harmony'
import { MODES } from './modes'
import { MOOD_NAMES, MOODS } from './moods'
import { GROUPS } from '../../domain/features/groups'
import { SLIDERS, type ShareName, type Slider } from './sliders'

export { SLIDERS, type ShareName, type Slider } from './sliders'

export const Mode = z.enum(MODES, {
  error: 'The mode must be "similar", "discover" or "continue".',
})
export type Mode = z.infer<typeof Mode>

export type Weights = Readonly<Record<Slider, number>>
export const MAX_WEIGHT = 2
export const MAX_SEEDS = 100
export const MAX_EXCLUDED = 1000

const number = (name: string, min: number, max: number) =>
  z.coerce
    .number({ error: `${name} must be a number from ${String(min)} to ${String(max)}.` })
    .min(min, `${name} must be at least ${String(min)}.`)
    .max(max, `${name} must be at most ${String(max)}.`)
const whole = (name: string, min: number, max: number) =>
  number(name, min, max).int(`${name} must be a whole number.`)

const slider = (name: Slider) => number(`The weight of ${name}`, 0, MAX_WEIGHT).optional()
const Sliders = z.object(
  Object.fromEntries(SLIDERS.map((name) => [name, slider(name)])) as Record<
    Slider,
    ReturnType<typeof slider>
  >,
)

export const TrackId = z
  .string({ error: 'A track is named by its id.' })
  .min(1, 'Give the id of a track.')
  .max(64, 'This is not the id of a track.')

const NOT_A_KEY = 'The key must be a Camelot code from 1A to 12B.'

/** The controls as forms, tools and the API send them: flat, all optional, text or numbers. */
export const ControlsInput = z.object({
  /** 0–1: how much of the score in `discover` goes from nearness to being little known. */
  novelty: number('Novelty', 0, 1).optional(),
  /** Tracks of one artist at most. */
  perArtist: whole('Tracks per artist', 1, 100).optional(),
  /** 0–1: how much a track is held back for being like those above it (maximal marginal relevance). */
  diversity: number('Diversity', 0, 1).optional(),
  weights: Sliders.optional(),
  mood: z.enum(MOOD_NAMES, { error: `The mood must be one of ${MOOD_NAMES.join(', ')}.` }).optional(),
  yearFrom: whole('The first year', 1860, 2100).optional(),
  yearTo: whole('The last year', 1860, 2100).optional(),
  /** BPM; half and double time count as the same tempo. */
  tempoFrom: number('The slowest tempo', 20, 400).optional(),
  tempoTo: number('The fastest tempo', 20, 400).optional(),
  /** Camelot code: this key and those that mix with it. */
  key: z
    .string()
    .max(16, NOT_A_KEY)
    .refine((text) => parseCamelot(text) !== null, NOT_A_KEY)
    .optional(),
  explicit: z.enum(['yes', 'no'], { error: 'Explicit must be "yes" or "no".' }).optional(),
  genre: z.string().trim().min(1, 'Name a genre.').max(80, 'This is not a genre.').optional(),
  exclude: z
    .array(TrackId)
    .max(MAX_EXCLUDED, `At most ${String(MAX_EXCLUDED)} excluded tracks.`)
    .optional(),
})
export type ControlsInput = z.infer<typeof ControlsInput>

type Range = { from: number | null; to: number | null }

/** What a track must be to be an answer at all; a track that lacks the value is not. */
export type Filters = {
  year: Range | null
  tempo: Range | null
  camelot: string | null
  explicit: boolean | null
  genre: string | null
  shares: { name: ShareName; from: number; to: number }[]
  /** Public ids. */
  exclude: string[]
}

/** Controls with every choice made. */
export type Controls = {
  mode: Mode
  novelty: number
  perArtist: number | null
  diversity: number
  weights: Weights
  filters: Filters
}

/**
 * Familiarity counts only where it was asked for, since it favours the known. To continue a playlist is to ask: whoever
 * made it chose a level of popularity along with the sound. To discover is to ask too: without novelty for what is as well
 * known as the seeds, with it for what is less.
 */
const MODE_DEFAULTS: Record<Mode, { perArtist: number | null; familiarity: number }> = {
  similar: { perArtist: null, familiarity: 0 },
  discover: { perArtist: 1, familiarity: 1 },
  continue: { perArtist: 2, familiarity: 1 },
}

/** So many seeds show a level of popularityScore; of fewer it counts in proportion, since one track may be known by chance. */
const TELLING_SEEDS = 5

/** The controls of a mode with what was asked for put over a preset's choices, and those over the mode's own. */
export function resolveControls(mode: Mode, input: ControlsInput = {}, seeds = 1): Controls {
  const preset = input.mood === undefined ? null : MOODS[input.mood]
  const defaults = MODE_DEFAULTS[mode]
  const weights = Object.fromEntries(
    SLIDERS.map((name) => [
      name,
      input.weights?.[name] ??
        preset?.weights[name] ??
        (name === 'familiarity' ? defaults.familiarity * Math.min(1, seeds / TELLING_SEEDS) : 1),
    ]),
  ) as Record<Slider, number>
  return {
    mode,
    novelty: mode === 'discover' ? (input.novelty ?? 0) : 0,
    perArtist: input.perArtist ?? defaults.perArtist,
    diversity: input.diversity ?? 0,
    weights,
    filters: {
      year: toRange(input.yearFrom, input.yearTo),
      tempo: toRange(input.tempoFrom, input.tempoTo),
      camelot: input.key?.toUpperCase() ?? null,
      explicit: input.explicit === undefined ? null : input.explicit === 'yes',
      genre: input.genre ?? null,
      shares: preset ? [...preset.shares] : [],
      exclude: input.exclude ?? [],
    },
  }
}

function toRange(from: number | undefined, to: number | undefined): Range | null {
  return from === undefined && to === undefined ? null : { from: from ?? null, to: to ?? null }
}

/** Whether any filter narrows the catalog. */
export function isFiltering({ exclude, shares, ...others }: Filters): boolean {
  return exclude.length > 0 || shares.length > 0 || Object.values(others).some((value) => value !== null)
}

/** Whether the groups count otherwise than in the index, which knows no sliders. */
export function isWeighted(weights: Weights): boolean {
  return GROUPS.some((group) => weights[group] !== 1)
}
