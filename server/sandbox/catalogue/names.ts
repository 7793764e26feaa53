/** Invented names of artists, albums and songs. */
import type { ArtistStyle, TitleStyle } from './genres'
import type { Random } from './random'
import * as words from './words'

type Draw = (random: Random) => string

const noun: Draw = (r) => r.pick(words.NOUNS)
const adjective: Draw = (r) => r.pick(words.ADJECTIVES)
const plural: Draw = (r) => r.pick(words.PLURALS)
const time: Draw = (r) => r.pick(words.TIMES)
const place: Draw = (r) => r.pick(words.PLACES)
const gerund: Draw = (r) => r.pick(words.GERUNDS)
const spanish: Draw = (r) => r.pick(words.SPANISH)
const french: Draw = (r) => r.pick(words.FRENCH)
const tokyo: Draw = (r) => r.pick(words.TOKYO)
const surname: Draw = (r) => r.pick(words.SURNAME_HEADS) + r.pick(words.SURNAME_TAILS)
const person: Draw = (r) => `${r.pick(words.GIVEN)} ${surname(r)}`

const ARTISTS: Record<ArtistStyle, readonly Draw[]> = {
  person: [
    person,
    person,
    (r) => `${r.pick(words.GIVEN)} ${surname(r)}-${surname(r)}`,
    (r) => `${r.pick(words.GIVEN)} of ${place(r)}`,
  ],
  band: [
    (r) => `The ${adjective(r)} ${plural(r)}`,
    (r) => `${noun(r)} for ${plural(r)}`,
    (r) => `${surname(r)} & the ${plural(r)}`,
    (r) => `${adjective(r)} ${noun(r)} Society`,
    (r) => `${place(r)} ${plural(r)}`,
  ],
  producer: [
    (r) => `${r.pick(words.MACHINES)} ${noun(r)}`,
    (r) => `${r.pick(words.MACHINES)} ${r.between(2, 99)}`,
    (r) => `DJ ${surname(r)}`,
    (r) => `${surname(r)} ${noun(r)}`,
  ],
  ensemble: [
    (r) => `${person(r)} ${r.pick(words.ENSEMBLES)}`,
    (r) => `${place(r)} ${noun(r)} ${r.pick(words.ENSEMBLES)}`,
    (r) => `${surname(r)} ${r.pick(words.ENSEMBLES)}`,
  ],
}

const TITLES: Record<Exclude<TitleStyle, 'classical'>, readonly Draw[]> = {
  song: [
    (r) => `${adjective(r)} ${noun(r)}`,
    (r) => `${gerund(r)} in ${place(r)}`,
    (r) => `${noun(r)} in the ${noun(r)}`,
    (r) => `${time(r)} ${plural(r)}`,
    (r) => `Letter to ${r.pick(words.GIVEN)}`,
    (r) => `No More ${plural(r)}`,
    (r) => `(I Keep) ${gerund(r)}`,
    (r) => `All the ${adjective(r)} ${plural(r)}`,
    (r) => `${gerund(r)} Until ${time(r)}`,
    (r) => `Don’t Wake the ${noun(r)}`,
    (r) => `${noun(r)} Song`,
    (r) => `${adjective(r)} ${plural(r)}`,
    (r) => `A ${noun(r)} for ${time(r)}`,
    (r) => `${r.pick(words.GIVEN)}’s ${noun(r)}`,
    (r) => `${plural(r)} at ${time(r)}`,
    (r) => `Half a ${noun(r)}`,
    (r) => `The ${noun(r)} and the ${noun(r)}`,
    (r) => `${gerund(r)} Like ${plural(r)}`,
    (r) => `What the ${plural(r)} Said`,
    (r) => `${place(r)}, ${time(r)}`,
    (r) => noun(r),
  ],
  club: [
    (r) => `${noun(r)} ${r.between(2, 909)}`,
    (r) => `${adjective(r)} ${noun(r)} (Extended Mix)`,
    (r) => `${gerund(r)} ${noun(r)}`,
    (r) => `${noun(r)}/${noun(r)}`,
    (r) => `${place(r)} ${time(r)} Dub`,
  ],
  rap: [
    (r) => `${adjective(r)} ${noun(r)} Freestyle`,
    (r) => `${place(r)} State of Mine`,
    (r) => `${plural(r)} & ${plural(r)}`,
    (r) => `${noun(r)} Talk, Pt. ${r.between(1, 4)}`,
    (r) => `${gerund(r)} Up`,
  ],
  spanish: [
    (r) => `${capital(spanish(r))} de ${spanish(r)}`,
    (r) => `Tu ${spanish(r)}, mi ${spanish(r)}`,
    (r) => `Sin ${spanish(r)}`,
    (r) => `¿Y la ${spanish(r)}?`,
    (r) => `Bajo la ${spanish(r)} de ${place(r)}`,
  ],
  french: [
    (r) => `${capital(french(r))} et ${french(r)}`,
    (r) => `${noun(r)} for ${r.pick(words.GIVEN)}`,
    (r) => `Ballade de la ${french(r)}`,
    (r) => `${time(r)} in ${place(r)}`,
    (r) => `Blues for ${noun(r)}`,
  ],
  tokyo: [
    (r) => `${tokyo(r)}の${tokyo(r)}`,
    (r) => `${adjective(r).toLowerCase()} ${noun(r).toLowerCase()}`,
    (r) => `${time(r).toLowerCase()} ${tokyo(r)}`,
  ],
  quiet: [
    (r) => `${noun(r)}, ${time(r)}`,
    (r) => `${adjective(r)} ${noun(r)} ${r.pick(['I', 'II', 'III', 'IV'])}`,
    gerund,
    (r) => `${place(r)} (${noun(r)})`,
  ],
}

const PITCHES = [
  'C',
  'D-flat',
  'D',
  'E-flat',
  'E',
  'F',
  'F-sharp',
  'G',
  'A-flat',
  'A',
  'B-flat',
  'B',
] as const

export function drawArtistName(random: Random, styles: readonly ArtistStyle[]): string {
  return random.pick(ARTISTS[random.pick(styles)])(random)
}

/** A classical title names the work's key, so the key (pitch class) and mode (1 major) are asked for. */
export function drawTitle(random: Random, style: TitleStyle, key: number, mode: number): string {
  if (style !== 'classical') return random.pick(TITLES[style])(random)
  const work = `${random.pick(words.FORMS)} No. ${random.between(1, 24)} in ${PITCHES[key] ?? 'C'} ${mode === 1 ? 'Major' : 'Minor'}`
  const opus = `${work}, Op. ${random.between(2, 131)}`
  return random.chance(0.5) ? `${opus}: ${random.pick(words.MOVEMENTS)}` : opus
}

export function drawAlbumName(random: Random, style: TitleStyle): string {
  if (style === 'classical') return `${surname(random)}: ${random.pick(words.FORMS)}s`
  const drawn = random.uniform()
  if (drawn < 0.5) return random.pick(TITLES[style])(random)
  if (drawn < 0.8) return `${adjective(random)} ${noun(random)}`
  return `The ${noun(random)} ${random.pick(['Tapes', 'Sessions', 'Letters', 'Years', 'Atlas'])}`
}

export function drawEpisodeName(random: Random): string {
  return `${random.between(2, 480)}: The ${noun(random)} Nobody Heard`
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
