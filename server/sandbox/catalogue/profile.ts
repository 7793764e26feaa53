/** The cheap half of a track: genre, mood and age. Playlists sort a whole catalogue by it in one pass. */
import type { Genre } from './genres'
import { GENRES } from './genres'
import type { AlbumSlot, ArtistSlot, Layout } from './layout'
import { clamp, item, normalOf, Salt, uniformOf } from './random'

/** `intensity` and `cheer` are standard normal within a genre. */
export type Profile = { genre: number; intensity: number; cheer: number; year: number }

/** The last year anything in the catalogue was released. */
export const LAST_YEAR = 2026

const TOTAL_WEIGHT = GENRES.reduce((sum, genre) => sum + genre.weight, 0)
// Shares of variance: artist, album, track; the squares add up to 1, so the sum stays standard normal.
const SHARES = [0.72, 0.22, Math.sqrt(1 - 0.72 ** 2 - 0.22 ** 2)] as const

export function genreOf(seed: number, artist: number): number {
  let left = uniformOf(Salt.artist, seed, artist, 1) * TOTAL_WEIGHT
  const found = GENRES.findIndex((genre) => (left -= genre.weight) < 0)
  return found < 0 ? GENRES.length - 1 : found
}

export function getGenre(index: number): Genre {
  return item(GENRES, index)
}

/** A standard normal that an artist's tracks share in part: songs of one artist, and of one album, are alike. */
export function latent(
  seed: number,
  artist: number,
  album: number,
  track: number,
  dimension: number,
): number {
  return (
    SHARES[0] * normalOf(Salt.profile, seed, 1, artist, dimension) +
    SHARES[1] * normalOf(Salt.profile, seed, 2, album, dimension) +
    SHARES[2] * normalOf(Salt.profile, seed, 3, track, dimension)
  )
}

/** A career starts somewhere in the genre's years (recent ones likelier) and releases follow about every two. */
export function yearOf(seed: number, artist: ArtistSlot, album: AlbumSlot): number {
  const [from, to] = getGenre(genreOf(seed, artist.index)).years
  const start = from + (to - from) * uniformOf(Salt.artist, seed, artist.index, 2) ** 0.75
  const drift = 1.6 * album.position + 1.2 * uniformOf(Salt.album, seed, album.index, 2)
  return Math.floor(clamp(start + drift, from, LAST_YEAR))
}

/** All profiles in columns, about 13 bytes a track. */
export type ProfileTable = {
  genre: Uint8Array
  intensity: Float32Array
  cheer: Float32Array
  year: Uint16Array
  at(track: number): Profile
}

export function createProfileTable(seed: number, layout: Layout, tracks: number): ProfileTable {
  const genre = new Uint8Array(tracks)
  const intensity = new Float32Array(tracks)
  const cheer = new Float32Array(tracks)
  const year = new Uint16Array(tracks)
  for (let track = 0; track < tracks;) {
    const artist = layout.artistOf(track)
    const album = layout.albumOf(track)
    const end = album.first + album.count
    genre.fill(genreOf(seed, artist.index), track, end)
    year.fill(yearOf(seed, artist, album), track, end)
    for (; track < end; track++) {
      intensity[track] = latent(seed, artist.index, album.index, track, 0)
      cheer[track] = latent(seed, artist.index, album.index, track, 1)
    }
  }
  const at = (track: number): Profile => ({
    genre: genre[track] ?? 0,
    intensity: intensity[track] ?? 0,
    cheer: cheer[track] ?? 0,
    year: year[track] ?? 0,
  })
  return { genre, intensity, cheer, year, at }
}
