import { fifthsDistance, keyName } from '../../domain/harmony'
import type { FeatureValues } from '../../domain/features/features'
import type { Reason } from './recommendation'
import type { Likeness } from '../../domain/features/similarity'
import { GROUPS, type Group, type VectorInput } from '../../domain/features/vector-spec'
import { SENTENCES } from './explanation-sentences'

/** Facts shown per neighbour: what carries the score, and what sets the two apart. */
const MAX_ALIKE = 3
const MAX_APART = 1
/** A group that adds less than this is not worth a sentence. */
const WORTH_SAYING = 0.04

/**
 * The sentences behind a score: facts with real units for the groups that add most to it, and one for what separates
 * the two most. A group without a fact worth saying (both simply average) is passed over.
 */
export function explainMatch(query: VectorInput, candidate: VectorInput, likeness: Likeness): Reason[] {
  const ranked = [...GROUPS].sort((a, b) => likeness.parts[b] - likeness.parts[a])
  const alike = ranked
    .filter((group) => likeness.parts[group] >= WORTH_SAYING)
    .flatMap((group) => toReason(group, 'alike', factAlike[group](query, candidate)))
    .slice(0, MAX_ALIKE)
  const said = new Set(alike.map((reason) => reason.group))
  const apart = ranked
    .reverse()
    .filter((group) => !said.has(group))
    .flatMap((group) => toReason(group, 'apart', factApart[group](query, candidate)))
    .slice(0, MAX_APART)
  return [...alike, ...apart]
}

type Fact = (query: VectorInput, candidate: VectorInput) => string | null

function toReason(group: Group, kind: Reason['kind'], text: string | null): Reason[] {
  return text === null ? [] : [{ group, kind, text }]
}

const S = SENTENCES.en

/** Names of the shares that one would say of both tracks, in the order people name them. */
const MOOD_WORDS: [keyof FeatureValues, number, 'above' | 'below', string][] = [
  ['energy', 0.75, 'above', S.energetic],
  ['energy', 0.35, 'below', S.calm],
  ['danceability', 0.7, 'above', S.danceable],
  ['valence', 0.65, 'above', S.cheerful],
  ['valence', 0.3, 'below', S.dark],
]
const VOICE_WORDS: typeof MOOD_WORDS = [
  ['instrumentalness', 0.5, 'above', S.instrumental],
  ['speechiness', 0.33, 'above', S.spoken],
  ['acousticness', 0.6, 'above', S.acoustic],
  ['acousticness', 0.1, 'below', S.electric],
]

function sharedWords(words: typeof MOOD_WORDS, a: FeatureValues, b: FeatureValues): string | null {
  const shared = words
    .filter(([name, limit, side]) =>
      [a[name], b[name]].every((v) => v !== undefined && (side === 'above' ? v >= limit : v <= limit)),
    )
    .map(([, , , word]) => word)
  return shared.length === 0 ? null : S.both(shared.slice(0, 2))
}

/** Octaves: tempi within some 6 % of each other are heard as one. */
const SAME_TEMPO = 0.08
/** dB; integrated loudness of one album seldom spreads further. */
const SAME_LOUDNESS = 2
/** dB; below it a track was mastered for its dynamics. */
const QUIET = -14
/** Octaves of length: within a quarter of each other. */
const SAME_LENGTH = 0.2
const LONG = 5 * 60_000
const SHORT = 2.5 * 60_000
const SAME_ERA_YEARS = 4
/** Notes and strokes a second. */
const SAME_ONSETS = 0.4
/** LU of loudness range. */
const SAME_RANGE = 1.5
/** Octaves of the spectrum's centre: a third is what two recordings of one band differ by; twice that is heard. */
const SAME_COLOUR = 1 / 3
const OTHER_COLOUR = 2 / 3
/** Hz; most recordings at 22,050 Hz lie between. */
const BRIGHT = 2500
const MELLOW = 1200
/** Octaves of the rate of sections. */
const SAME_PACE = 0.3
/** Sections a minute; below it the parts of a piece are longer than most pieces. */
const SLOWEST_SECTIONS = 0.2
/** dB between the sections of a piece. */
const SAME_CONTRAST = 1
const OTHER_CONTRAST = 3
const percent = (v: number) => Math.round(v * 100)

const factAlike: Record<Group, Fact> = {
  mood: ({ values: a }, { values: b }) =>
    sharedWords(MOOD_WORDS, a, b) ?? closeShare('valence', a, b, S.mood),
  loudness: ({ values: one }, { values: other }) => {
    const [a, b] = [one.loudness, other.loudness]
    if (a === undefined || b === undefined) return closeRange(one, other)
    if (Math.abs(a - b) <= SAME_LOUDNESS) return S.loudness(a, b)
    return a < QUIET && b < QUIET ? S.bothQuiet(a, b) : closeRange(one, other)
  },
  rhythm: ({ values: one }, { values: other }) => {
    const [a, b] = [one.tempo, other.tempo]
    if (a === undefined || b === undefined) return closeOnsets(one, other)
    const octaves = Math.log2(b / a)
    if (Math.abs(octaves) < SAME_TEMPO) return S.tempo(a, b)
    return Math.abs(Math.abs(octaves) - 1) < SAME_TEMPO ? S.tempoOctave(a, b) : closeOnsets(one, other)
  },
  timbre: ({ values: { centroid: a } }, { values: { centroid: b } }) => {
    if (a === undefined || b === undefined || Math.abs(Math.log2(b / a)) > SAME_COLOUR) return null
    if (Math.min(a, b) >= BRIGHT) return S.bright(a, b)
    return Math.max(a, b) <= MELLOW ? S.mellow(a, b) : S.colour(a, b)
  },
  voice: ({ values: a }, { values: b }) =>
    sharedWords(VOICE_WORDS, a, b) ?? closeShare('acousticness', a, b, S.acousticShare),
  structure: ({ values: one }, { values: other }) => {
    const rates = [one.section_rate ?? 0, other.section_rate ?? 0] as const
    if (Math.min(...rates) >= SLOWEST_SECTIONS && Math.abs(Math.log2(rates[1] / rates[0])) < SAME_PACE) {
      return S.sections(...rates)
    }
    const [a, b] = [one.section_loudness_spread, other.section_loudness_spread]
    return a === undefined || b === undefined || Math.abs(a - b) > SAME_CONTRAST ? null : S.contrast(a, b)
  },
  form: ({ durationMs: a }, { durationMs: b }) => {
    if (a === null || b === null) return null
    if (Math.abs(Math.log2(b / a)) < SAME_LENGTH) return S.duration(a, b)
    if (Math.min(a, b) > LONG) return S.bothLong(a, b)
    return Math.max(a, b) < SHORT ? S.bothShort(a, b) : null
  },
  harmony: ({ values: a }, { values: b }) => {
    const [from, to] = [keyOf(a), keyOf(b)]
    if (!from || !to) return null
    const names = [keyName(from.key, from.mode), keyName(to.key, to.mode)] as const
    if (names[0] === names[1]) return S.sameKey(names[0])
    return fifthsDistance(from, to) <= 1 ? S.relatedKeys(...names) : null
  },
  era: ({ releaseYear: a }, { releaseYear: b }) => {
    if (a === null || b === null) return null
    if (a === b) return S.sameYear(a)
    return Math.abs(a - b) <= SAME_ERA_YEARS || Math.floor(a / 10) === Math.floor(b / 10)
      ? S.years(a, b)
      : null
  },
}

const factApart: Record<Group, Fact> = {
  mood: ({ values: a }, { values: b }) => difference('energy', a, b, 0.2, S.moreEnergy, S.lessEnergy),
  loudness: ({ values: a }, { values: b }) =>
    a.loudness === undefined || b.loudness === undefined || Math.abs(a.loudness - b.loudness) < 3
      ? null
      : S.loudnessApart(b.loudness - a.loudness),
  rhythm: ({ values: a }, { values: b }) => {
    if (a.tempo === undefined || b.tempo === undefined) return null
    const octaves = Math.abs(Math.log2(b.tempo / a.tempo))
    const folded = Math.abs(octaves - Math.round(octaves))
    return folded < SAME_TEMPO ? null : S.tempoApart(a.tempo, b.tempo)
  },
  timbre: ({ values: { centroid: a } }, { values: { centroid: b } }) =>
    a === undefined || b === undefined || Math.abs(Math.log2(b / a)) < OTHER_COLOUR
      ? null
      : S.colourApart(a, b),
  voice: ({ values: a }, { values: b }) =>
    difference('acousticness', a, b, 0.25, S.moreAcoustic, S.lessAcoustic),
  structure: ({ values: { section_loudness_spread: a } }, { values: { section_loudness_spread: b } }) =>
    a === undefined || b === undefined || Math.abs(a - b) < OTHER_CONTRAST ? null : S.contrastApart(a, b),
  form: (a, b) =>
    a.durationMs === null || b.durationMs === null || Math.abs(Math.log2(b.durationMs / a.durationMs)) < 0.4
      ? null
      : S.durationApart(a.durationMs, b.durationMs),
  harmony: () => null,
  era: (a, b) =>
    a.releaseYear === null || b.releaseYear === null || Math.abs(a.releaseYear - b.releaseYear) < 6
      ? null
      : S.yearsApart(b.releaseYear - a.releaseYear),
}

function closeOnsets({ onset_rate: a }: FeatureValues, { onset_rate: b }: FeatureValues): string | null {
  return a === undefined || b === undefined || Math.abs(a - b) > SAME_ONSETS ? null : S.onsets(a, b)
}

function closeRange(
  { loudness_range: a }: FeatureValues,
  { loudness_range: b }: FeatureValues,
): string | null {
  return a === undefined || b === undefined || Math.abs(a - b) > SAME_RANGE ? null : S.range(a, b)
}

function keyOf({ key, mode }: FeatureValues) {
  return key === undefined || mode === undefined ? null : { key, mode }
}

function closeShare(
  name: keyof FeatureValues,
  a: FeatureValues,
  b: FeatureValues,
  say: (a: number, b: number) => string,
) {
  const [x, y] = [a[name], b[name]]
  return x === undefined || y === undefined || Math.abs(x - y) > 0.15 ? null : say(percent(x), percent(y))
}

function difference(
  name: keyof FeatureValues,
  a: FeatureValues,
  b: FeatureValues,
  least: number,
  more: (points: number) => string,
  less: (points: number) => string,
): string | null {
  const [x, y] = [a[name], b[name]]
  if (x === undefined || y === undefined || Math.abs(y - x) < least) return null
  return y > x ? more(percent(y - x)) : less(percent(x - y))
}
