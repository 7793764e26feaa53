/** The twelve audio features of a track, drawn around its genre and its artist with the usual correlations. */
import type { Genre } from './genres'
import { clamp } from './random'
import type { Random } from './random'

/** Units and ranges as in Spotify's audio-features object; loudness in dB, tempo in BPM. */
export type AudioFeatures = {
  danceability: number
  energy: number
  key: number
  loudness: number
  mode: 0 | 1
  speechiness: number
  acousticness: number
  instrumentalness: number
  liveness: number
  valence: number
  tempo: number
  time_signature: number
}

/** Standard normals; each artist, album and track has its share in them. */
export type Latents = {
  intensity: number
  cheer: number
  groove: number
  wood: number
  voice: number
  speed: number
}

// How often recordings are in each pitch class, C to B: white keys and guitar keys lead.
const KEY_WEIGHTS = [11, 12, 11, 3, 7, 8, 8, 11, 7, 10, 6, 8] as const

export function drawFeatures(genre: Genre, latents: Latents, random: Random): AudioFeatures {
  const { intensity, cheer, groove, wood } = latents
  const waltz = random.chance(genre.waltz)
  const mode = random.chance(clamp(genre.major + 0.12 * cheer, 0.05, 0.97)) ? 1 : 0
  const loudness = genre.loudness + 1.9 * intensity + 1.2 * random.normal()
  const acousticness = logistic(genre.acousticness, -0.95 * intensity + 0.95 * wood)
  return {
    danceability: round(logistic(genre.danceability, 0.4 * groove + 0.2 * cheer - (waltz ? 0.4 : 0)), 3),
    energy: round(logistic(genre.energy, 0.62 * intensity + 0.12 * random.normal()), 3),
    key: drawKey(random),
    loudness: round(clamp(loudness, -48, -1), 3),
    mode,
    speechiness: round(clamp(genre.speechiness * Math.exp(0.42 * random.normal()), 0.022, 0.96), 4),
    acousticness: significant(clamp(acousticness, 1e-6, 0.996)),
    instrumentalness: significant(drawInstrumentalness(genre, latents.voice, random)),
    liveness: round(clamp(0.125 * Math.exp(0.5 * random.normal()), 0.02, 0.98), 4),
    valence: round(logistic(genre.valence, 0.75 * cheer + 0.15 * intensity + (mode === 1 ? 0.1 : -0.1)), 3),
    tempo: drawTempo(genre, latents.speed, random),
    time_signature: waltz ? 3 : random.chance(0.012) ? 5 : 4,
  }
}

/** The same song in another recording: `live` raises liveness, `acoustic` takes the drums away, `remaster` is louder. */
export function vary(
  features: AudioFeatures,
  version: 'live' | 'acoustic' | 'remaster' | 'same',
  random: Random,
): AudioFeatures {
  const { energy, loudness, acousticness, tempo } = features
  if (version === 'same') return features
  if (version === 'remaster') {
    return {
      ...features,
      loudness: round(clamp(loudness + 1.8, -48, -1), 3),
      energy: round(clamp(energy + 0.02, 0, 1), 3),
    }
  }
  const nearTempo = round(tempo * (1 + 0.015 * random.normal()), 3)
  if (version === 'live') {
    return {
      ...features,
      liveness: round(0.72 + 0.25 * random.uniform(), 3),
      loudness: round(loudness - 1.2, 3),
      tempo: nearTempo,
    }
  }
  return {
    ...features,
    energy: round(0.55 * energy, 3),
    acousticness: significant(1 - 0.25 * (1 - acousticness)),
    loudness: round(Math.max(loudness - 4, -48), 3),
    tempo: nearTempo,
  }
}

function drawKey(random: Random): number {
  let left = random.uniform() * KEY_WEIGHTS.reduce((sum, weight) => sum + weight, 0)
  return Math.max(
    0,
    KEY_WEIGHTS.findIndex((weight) => (left -= weight) < 0),
  )
}

/** Vocals are there or they are not: the value sits near 0 or near .85, seldom between. */
function drawInstrumentalness(genre: Genre, voice: number, random: Random): number {
  const sung = normalShare(voice) >= genre.instrumental
  if (!sung) return clamp(0.86 + 0.07 * random.normal(), 0.5, 0.98)
  return random.chance(0.35) ? 0 : 10 ** (-6 + 4.2 * random.uniform())
}

function drawTempo(genre: Genre, speed: number, random: Random): number {
  const at = clamp(Math.floor(normalShare(speed) * genre.tempi.length), 0, genre.tempi.length - 1)
  const centre = genre.tempi[at] ?? 120
  return round(clamp(centre + genre.tempoSpread * clamp(random.normal(), -2.5, 2.5), 48, 212), 3)
}

/** Shifts a centre in (0, 1) by a normal deviate on the log-odds scale. */
function logistic(centre: number, shift: number): number {
  return 1 / (1 + Math.exp(-(Math.log(centre / (1 - centre)) + shift)))
}

/** Standard normal to its share below (logistic approximation, within .01). */
function normalShare(z: number): number {
  return 1 / (1 + Math.exp(-1.702 * z))
}

export function round(value: number, digits: number): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}

function significant(value: number): number {
  return Number(value.toPrecision(3))
}
