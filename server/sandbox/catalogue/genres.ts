/**
 * Twenty-four genres and how their recordings are distributed. Centres and spreads follow what public
 * tables of audio features show per genre (speechy rap, acoustic folk, 174 BPM drum and bass …).
 */
export type DrumKit = 'four' | 'rock' | 'trap' | 'breaks' | 'dembow' | 'onedrop' | 'swing' | 'none'
export type TitleStyle = 'song' | 'club' | 'rap' | 'spanish' | 'french' | 'tokyo' | 'classical' | 'quiet'
export type ArtistStyle = 'person' | 'band' | 'producer' | 'ensemble'

export type Genre = {
  name: string
  /** Share of artists, relative. */
  weight: number
  /** Centres, 0–1. */
  danceability: number
  energy: number
  speechiness: number
  acousticness: number
  valence: number
  /** dB. */
  loudness: number
  /** Share of tracks without vocals. */
  instrumental: number
  /** Centres of tempo, BPM, equally likely, and their common spread. */
  tempi: readonly number[]
  tempoSpread: number
  /** Share of major keys, of 3/4, of explicit lyrics. */
  major: number
  waltz: number
  explicit: number
  /** Mean seconds. */
  seconds: number
  years: readonly [number, number]
  /** Mean popularity, 0–100. */
  popularity: number
  kit: DrumKit
  titles: TitleStyle
  artists: readonly ArtistStyle[]
}

type Mood = readonly [
  danceability: number,
  energy: number,
  speech: number,
  acoustic: number,
  valence: number,
  loudness: number,
  instrumental: number,
]
type Pulse = readonly [tempi: readonly number[], spread: number, kit: DrumKit, major: number, waltz: number]
type Release = readonly [
  weight: number,
  seconds: number,
  from: number,
  to: number,
  popularity: number,
  explicit: number,
]

function genre(
  name: string,
  [danceability, energy, speechiness, acousticness, valence, loudness, instrumental]: Mood,
  [tempi, tempoSpread, kit, major, waltz]: Pulse,
  [weight, seconds, from, to, popularity, explicit]: Release,
  titles: TitleStyle,
  ...artists: ArtistStyle[]
): Genre {
  const mood = { danceability, energy, speechiness, acousticness, valence, loudness, instrumental }
  const release = { weight, seconds, years: [from, to] as const, popularity, explicit }
  return { name, ...mood, tempi, tempoSpread, kit, major, waltz, ...release, titles, artists }
}

// prettier-ignore
export const GENRES: readonly Genre[] = [
  genre('dance pop', [0.66, 0.74, 0.06, 0.12, 0.53, -5.6, 0.03], [[100, 118, 128], 6, 'four', 0.58, 0.01], [1.4, 207, 1998, 2026, 52, 0.18], 'song', 'person', 'producer'),
  genre('electropop', [0.64, 0.71, 0.06, 0.12, 0.5, -6.5, 0.1], [[108, 122], 8, 'four', 0.55, 0.01], [1.1, 222, 2005, 2026, 44, 0.1], 'song', 'band', 'producer'),
  genre('indie rock', [0.52, 0.71, 0.045, 0.12, 0.5, -6.8, 0.12], [[112, 128, 146], 9, 'rock', 0.68, 0.04], [1.3, 228, 1990, 2026, 40, 0.06], 'song', 'band'),
  genre('classic rock', [0.54, 0.69, 0.045, 0.2, 0.6, -8.6, 0.06], [[108, 124, 136], 11, 'rock', 0.75, 0.05], [1.1, 256, 1965, 1989, 42, 0.01], 'song', 'band'),
  genre('hard rock', [0.48, 0.85, 0.065, 0.05, 0.47, -5.6, 0.06], [[104, 128, 150], 12, 'rock', 0.6, 0.03], [1, 238, 1975, 2024, 36, 0.08], 'song', 'band'),
  genre('metal', [0.38, 0.93, 0.09, 0.01, 0.3, -4.9, 0.2], [[110, 140, 172], 12, 'rock', 0.45, 0.04], [0.9, 268, 1985, 2026, 30, 0.12], 'song', 'band'),
  genre('punk', [0.45, 0.92, 0.08, 0.015, 0.58, -4.8, 0.02], [[164, 182, 196], 9, 'rock', 0.72, 0.02], [0.8, 152, 1977, 2024, 31, 0.2], 'song', 'band'),
  genre('hip hop', [0.75, 0.63, 0.24, 0.18, 0.53, -7.1, 0.03], [[86, 92, 98], 5, 'breaks', 0.5, 0.01], [1.4, 224, 1990, 2026, 45, 0.7], 'rap', 'person', 'producer'),
  genre('trap', [0.74, 0.62, 0.17, 0.19, 0.4, -6.6, 0.04], [[130, 140, 148], 6, 'trap', 0.45, 0.01], [1.2, 188, 2013, 2026, 50, 0.75], 'rap', 'person'),
  genre('contemporary r&b', [0.66, 0.55, 0.11, 0.28, 0.46, -7.6, 0.02], [[78, 94, 108], 7, 'trap', 0.5, 0.03], [1.1, 214, 2000, 2026, 48, 0.3], 'song', 'person'),
  genre('soul', [0.63, 0.52, 0.06, 0.38, 0.62, -9.4, 0.04], [[84, 104, 118], 9, 'breaks', 0.55, 0.05], [0.9, 216, 1964, 2022, 38, 0.03], 'song', 'person', 'band'),
  genre('funk', [0.75, 0.7, 0.07, 0.15, 0.8, -8.7, 0.14], [[100, 110, 118], 6, 'breaks', 0.5, 0.01], [0.7, 262, 1970, 2020, 33, 0.03], 'song', 'band'),
  genre('house', [0.75, 0.79, 0.065, 0.04, 0.5, -7, 0.5], [[122, 124, 127], 2, 'four', 0.5, 0], [1.1, 268, 1992, 2026, 36, 0.05], 'club', 'producer'),
  genre('techno', [0.7, 0.82, 0.06, 0.015, 0.26, -8.2, 0.88], [[128, 132, 138], 3, 'four', 0.48, 0], [0.9, 352, 1993, 2026, 24, 0.01], 'club', 'producer'),
  genre('drum and bass', [0.54, 0.88, 0.09, 0.02, 0.34, -5.2, 0.55], [[172, 174, 176], 1.5, 'breaks', 0.46, 0], [0.8, 272, 1995, 2026, 29, 0.05], 'club', 'producer'),
  genre('ambient', [0.24, 0.13, 0.042, 0.86, 0.1, -21, 0.95], [[68, 80, 96], 10, 'none', 0.6, 0.08], [0.9, 296, 1985, 2026, 30, 0], 'quiet', 'producer', 'person'),
  genre('lo-fi beats', [0.67, 0.3, 0.075, 0.62, 0.42, -12.8, 0.86], [[74, 80, 86], 4, 'breaks', 0.5, 0.03], [0.9, 138, 2014, 2026, 46, 0.01], 'tokyo', 'producer'),
  genre('folk', [0.48, 0.27, 0.038, 0.82, 0.36, -13.2, 0.08], [[92, 108, 126], 13, 'none', 0.8, 0.2], [1.1, 222, 1966, 2026, 38, 0.02], 'song', 'person', 'band'),
  genre('country', [0.57, 0.66, 0.036, 0.26, 0.58, -6.9, 0.01], [[92, 118, 140], 11, 'rock', 0.88, 0.09], [1, 211, 1975, 2026, 44, 0.02], 'song', 'person'),
  genre('jazz', [0.5, 0.32, 0.045, 0.8, 0.46, -14.2, 0.62], [[96, 122, 150], 16, 'swing', 0.56, 0.14], [1, 302, 1955, 2024, 27, 0], 'french', 'ensemble', 'person'),
  genre('classical', [0.27, 0.11, 0.044, 0.97, 0.17, -22.5, 0.93], [[72, 92, 116], 15, 'none', 0.62, 0.3], [1, 286, 1958, 2025, 28, 0], 'classical', 'person', 'ensemble'),
  genre('reggae', [0.77, 0.55, 0.1, 0.15, 0.74, -8.6, 0.05], [[72, 78, 86], 5, 'onedrop', 0.62, 0], [0.8, 236, 1970, 2022, 35, 0.06], 'song', 'person', 'band'),
  genre('reggaeton', [0.76, 0.75, 0.11, 0.17, 0.67, -5.3, 0.01], [[88, 92, 96], 3, 'dembow', 0.48, 0], [1.1, 212, 2004, 2026, 53, 0.25], 'spanish', 'person'),
  genre('latin pop', [0.66, 0.65, 0.06, 0.29, 0.6, -6.7, 0.01], [[96, 108, 124], 10, 'four', 0.62, 0.06], [1, 221, 1992, 2026, 46, 0.03], 'spanish', 'person'),
]
