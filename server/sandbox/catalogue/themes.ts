/** What a playlist is about: a slice of one genre, or a mood or decade across genres. */
import type { Profile } from './profile'

export type MoodTheme = { name: string; description: string; fits(profile: Profile): boolean }

const between = (from: number, to: number) => (profile: Profile) => profile.year >= from && profile.year <= to
const cross = (name: string, description: string, fits: MoodTheme['fits']): MoodTheme => ({
  name,
  description,
  fits,
})

/** `intensity` and `cheer` are standard normal, so ±0.6 takes about a quarter of all tracks. */
export const MOOD_THEMES: readonly MoodTheme[] = [
  cross('Slow Mornings', 'Nothing above a murmur before ten.', (p) => p.intensity < -0.6 && p.cheer > 0),
  cross('Late Drive Home', 'Dark, steady, windows up.', (p) => p.intensity > 0 && p.cheer < -0.6),
  cross(
    'Kitchen Dancing',
    'For the hour between cooking and eating.',
    (p) => p.intensity > 0.2 && p.cheer > 0.6,
  ),
  cross('Rain on the Skylight', 'Low clouds, low volume.', (p) => p.intensity < -0.4 && p.cheer < -0.4),
  cross('Last Kilometre', 'When the legs say no.', (p) => p.intensity > 0.9),
  cross('Back to the Seventies', 'Wide collars, wide stereo.', between(1970, 1979)),
  cross('Eighties, Rewound', 'Found on a cassette under the seat.', between(1980, 1989)),
  cross('Nineties Attic', 'Before the millennium bug.', between(1990, 1999)),
  cross('Two Thousand and Something', 'First music players, full memory.', between(2000, 2009)),
  cross('This Year and Last', 'Fresh from the presses.', between(2025, 2026)),
  cross('Good News Only', 'Brighter than the weather.', (p) => p.cheer > 1),
  cross('Deep Work', 'Stays out of the way.', (p) => p.intensity < -0.8),
]

const PARTS: Record<number, readonly string[]> = {
  1: [''],
  2: ['Mellow ', 'Driving '],
  3: ['Mellow ', 'Steady ', 'Driving '],
}

/** The name of slice `part` of `parts` that a genre's tracks were cut into, quiet to intense. */
export function moodSliceName(genre: string, part: number, parts: number): string {
  const words = PARTS[parts]
  return words === undefined ? `${title(genre)}, Vol. ${part + 1}` : title(`${words[part] ?? ''}${genre}`)
}

/** The name of a slice by age. */
export function eraSliceName(genre: string, from: number, to: number, part: number, parts: number): string {
  if (parts === 1) return title(genre)
  return from === to ? `${title(genre)} ${from}, Vol. ${part + 1}` : `${title(genre)} ${from}–${to}`
}

function title(text: string): string {
  return text.replace(/(^|\s|&)(?!and\b)\p{L}/gu, (letter) => letter.toUpperCase())
}
