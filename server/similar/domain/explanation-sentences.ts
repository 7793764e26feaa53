/** Every sentence of an explanation, in one place: a further language is a further column of this table. */
const en = {
  energetic: 'energetic',
  calm: 'calm',
  danceable: 'danceable',
  cheerful: 'cheerful',
  dark: 'dark in mood',
  instrumental: 'instrumental',
  spoken: 'mostly spoken',
  acoustic: 'mostly acoustic',
  electric: 'electric or electronic',
  both: (words: string[]) => `both ${words.join(' and ')}`,
  mood: (a: number, b: number) => `a like mood (cheerfulness ${a} % and ${b} %)`,
  acousticShare: (a: number, b: number) => `alike in instruments (acoustic ${a} % and ${b} %)`,
  loudness: (a: number, b: number) => `${decibel(a)} and ${decibel(b)} loud`,
  bothQuiet: (a: number, b: number) => `both quiet (${decibel(a)} and ${decibel(b)})`,
  loudnessApart: (db: number) => `${Math.abs(db).toFixed(0)} dB ${db > 0 ? 'louder' : 'quieter'}`,
  tempo: (a: number, b: number) =>
    Math.round(a) === Math.round(b)
      ? `both ${Math.round(a)} BPM`
      : `${Math.round(a)} and ${Math.round(b)} BPM`,
  tempoOctave: (a: number, b: number) =>
    `the same pulse, counted twice as ${b > a ? 'fast' : 'slow'} (${tempi(a, b)})`,
  tempoApart: (a: number, b: number) => `${b > a ? 'faster' : 'slower'} (${tempi(a, b)})`,
  onsets: (a: number, b: number) => `equally busy (${a.toFixed(1)} and ${b.toFixed(1)} notes a second)`,
  range: (a: number, b: number) => `both swing alike in loudness (${a.toFixed(1)} and ${b.toFixed(1)} LU)`,
  bright: (a: number, b: number) => `both bright (centre at ${kilohertz(a)} and ${kilohertz(b)})`,
  mellow: (a: number, b: number) => `both mellow (centre at ${kilohertz(a)} and ${kilohertz(b)})`,
  colour: (a: number, b: number) => `alike in brightness (centre at ${kilohertz(a)} and ${kilohertz(b)})`,
  colourApart: (a: number, b: number) =>
    `${b > a ? 'brighter' : 'mellower'} (centre at ${kilohertz(b)} against ${kilohertz(a)})`,
  sections: (a: number, b: number) => `a new part every ${seconds(a)} and ${seconds(b)}`,
  contrast: (a: number, b: number) => `parts ${a.toFixed(1)} and ${b.toFixed(1)} dB apart in loudness`,
  contrastApart: (a: number, b: number) =>
    `parts ${b > a ? 'further apart' : 'nearer to each other'} in loudness (${b.toFixed(1)} against ${a.toFixed(1)} dB)`,
  duration: (a: number, b: number) => `${minutes(a)} and ${minutes(b)} long`,
  bothLong: (a: number, b: number) => `both long (${minutes(a)} and ${minutes(b)})`,
  bothShort: (a: number, b: number) => `both short (${minutes(a)} and ${minutes(b)})`,
  durationApart: (a: number, b: number) =>
    `${b > a ? 'longer' : 'shorter'} (${minutes(b)} against ${minutes(a)})`,
  sameKey: (key: string) => `both in ${key}`,
  relatedKeys: (a: string, b: string) => `in related keys (${a} and ${b})`,
  sameYear: (year: number) => `both from ${year}`,
  years: (a: number, b: number) => `from ${a} and ${b}`,
  yearsApart: (years: number) => `${Math.abs(years)} years ${years > 0 ? 'newer' : 'older'}`,
  moreEnergy: (points: number) => `more energetic by ${points} points of 100`,
  lessEnergy: (points: number) => `less energetic by ${points} points of 100`,
  moreAcoustic: (points: number) => `more acoustic by ${points} points of 100`,
  lessAcoustic: (points: number) => `less acoustic by ${points} points of 100`,
}

export const SENTENCES = { en }

/** Names of the groups as a reader sees them beside the bars. */
export const GROUP_LABELS = {
  mood: 'Mood',
  loudness: 'Loudness',
  rhythm: 'Rhythm',
  timbre: 'Timbre',
  voice: 'Voice & instruments',
  structure: 'Structure',
  form: 'Length',
  harmony: 'Harmony',
  era: 'Era',
} as const

function decibel(db: number): string {
  return `${db < 0 ? '−' : ''}${Math.abs(db).toFixed(1)} dB`
}

function kilohertz(hz: number): string {
  return `${(hz / 1000).toFixed(1)} kHz`
}

/** The length of a part, of parts a minute. */
function seconds(perMinute: number): string {
  return `${String(Math.round(60 / perMinute))} s`
}

function tempi(a: number, b: number): string {
  return `${Math.round(a)} and ${Math.round(b)} BPM`
}

function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Names of what is added to the parts of a score or taken from them. */
export const ADJUSTMENT_LABELS = {
  familiarity: 'Familiarity',
  artist: 'Artist of the list',
  novelty: 'Little known',
  against: 'Like what was ruled out',
  taste: 'Your taste',
} as const

/** "would be 3rd if rhythm did not count" */
export function whatIfSentence({ group, rank }: { group: keyof typeof GROUP_LABELS; rank: number }): string {
  return `would be ${ordinal(rank)} if ${GROUP_LABELS[group].toLowerCase()} did not count`
}

/** "closer than 99.2 % of the catalog"; what a sample cannot tell from everything is "more than 99.9 %". */
export function percentileSentence(share: number): string {
  return share >= 0.9995
    ? 'closer than more than 99.9 % of the catalog'
    : `closer than ${(share * 100).toFixed(1)} % of the catalog`
}

const SUFFIXES: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' }
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })
function ordinal(rank: number): string {
  return `${String(rank)}${SUFFIXES[ordinals.select(rank)] ?? 'th'}`
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const tracks = (count: number): string =>
  `${NUMBERS[count] ?? String(count)} ${count === 1 ? 'track' : 'tracks'}`

/**
 * What stands behind the amount that taste adds: "close to three tracks you liked"; where no click is near, what the
 * learned weights do.
 */
export function tasteSentence(
  amount: number,
  close: { like: number; dislike: number; skip: number },
): string {
  if (amount >= 0 && close.like > 0) return `close to ${tracks(close.like)} you liked`
  if (amount < 0 && close.dislike > 0) return `close to ${tracks(close.dislike)} you disliked`
  if (amount < 0 && close.skip > 0) return `close to ${tracks(close.skip)} you skipped`
  return amount >= 0 ? 'strong in what you listen for' : 'weak in what you listen for'
}

/** Names of the sliders. */
export const SLIDER_LABELS = { ...GROUP_LABELS, familiarity: 'Familiarity' } as const
