/** One track from its index: names, release, version of which song, and features. */
import type { AudioFeatures } from './features'
import { drawFeatures, vary } from './features'
import type { AlbumSlot, AlbumType, ArtistSlot, Layout } from './layout'
import { drawAlbumName, drawArtistName, drawTitle } from './names'
import { genreOf, getGenre, latent, yearOf } from './profile'
import { clamp, createRandom, Salt, uniformOf } from './random'
import type { Random } from './random'

export type SandboxArtist = {
  index: number
  name: string
  genre: number
  popularity: number
  followers: number
  albums: AlbumSlot[]
}
export type SandboxAlbum = AlbumSlot & {
  name: string
  releaseDate: string
  precision: 'year' | 'day'
  genre: number
  albumType: AlbumType
}
export type SandboxTrack = {
  index: number
  title: string
  /** Main artist first, then guests. */
  artists: number[]
  album: number
  trackNumber: number
  durationMs: number
  explicit: boolean
  popularity: number
  genre: number
  year: number
  /** Index of the recording whose ISRC this track carries: its own, or the one it re-releases. */
  recording: number
  features: AudioFeatures
}
type Version = { kind: 'live' | 'acoustic' | 'remaster' | 'same'; of: number }

const GUEST_SHARE = 0.12
const VERSION_SHARE = 0.06
const VERSIONS = ['live', 'acoustic', 'remaster', 'same'] as const

export function toArtist(seed: number, slot: ArtistSlot): SandboxArtist {
  const genre = genreOf(seed, slot.index)
  const random = createRandom(Salt.artist, seed, slot.index, 3)
  const name = drawArtistName(random, getGenre(genre).artists)
  const popularity = fame(seed, slot.index, getGenre(genre).popularity)
  return {
    index: slot.index,
    name,
    genre,
    popularity,
    followers: Math.round(10 ** (1.6 + popularity / 17)),
    albums: slot.albums,
  }
}

export function toAlbum(
  seed: number,
  artist: ArtistSlot,
  slot: AlbumSlot,
  title: (track: number) => string,
): SandboxAlbum {
  const genre = genreOf(seed, artist.index)
  const random = createRandom(Salt.album, seed, slot.index, 3)
  const year = yearOf(seed, artist, slot)
  const drawn = drawAlbumName(random, getGenre(genre).titles)
  const precision = year < 1975 || random.chance(0.04) ? 'year' : 'day'
  const day = `${year}-${pad(random.between(1, 10))}-${pad(random.between(1, 28))}`
  const name = slot.type === 'single' && slot.count <= 2 ? title(slot.first) : drawn
  return {
    ...slot,
    name,
    releaseDate: precision === 'year' ? String(year) : day,
    precision,
    genre,
    albumType: slot.type,
  }
}

export function toTrack(seed: number, layout: Layout, index: number): SandboxTrack {
  const artist = layout.artistOf(index)
  const album = layout.albumOf(index)
  const random = createRandom(Salt.track, seed, index)
  const genre = genreOf(seed, artist.index)
  const version = findVersion(seed, artist, index)
  const song = drawSong(seed, layout, version?.of ?? index)
  const features = version === null ? song.features : vary(song.features, version.kind, random)
  const guests = drawGuests(seed, layout, artist, version?.of ?? index)
  return {
    index,
    title: song.title + (version === null ? '' : versionSuffix(version.kind, yearOf(seed, artist, album))),
    artists: [artist.index, ...guests],
    album: album.index,
    trackNumber: index - album.first + 1,
    durationMs: Math.round(song.durationMs * (version?.kind === 'live' ? 1.12 : 1)),
    explicit: song.explicit,
    popularity: drawPopularity(seed, artist.index, getGenre(genre).popularity, random),
    genre,
    year: yearOf(seed, artist, album),
    recording:
      version !== null && (version.kind === 'same' || version.kind === 'remaster') ? version.of : index,
    features,
  }
}

/** What all versions of a song have in common. */
function drawSong(seed: number, layout: Layout, index: number) {
  const artist = layout.artistOf(index)
  const album = layout.albumOf(index)
  const genre = getGenre(genreOf(seed, artist.index))
  const random = createRandom(Salt.track, seed, index, 2)
  const z = (dimension: number): number => latent(seed, artist.index, album.index, index, dimension)
  const latents = { intensity: z(0), cheer: z(1), groove: z(2), wood: z(3), voice: z(4), speed: z(5) }
  const features = drawFeatures(genre, latents, random)
  const seconds = clamp(genre.seconds * Math.exp(0.24 * random.normal()), 48, 900)
  return {
    features,
    title: drawTitle(random, genre.titles, features.key, features.mode),
    durationMs: Math.round(seconds * 1000 + random.int(1000)),
    explicit: random.chance(genre.explicit),
  }
}

/** A few tracks re-release an earlier song of the same artist; a version is never made of a version. */
function findVersion(seed: number, artist: ArtistSlot, index: number): Version | null {
  const position = index - artist.first
  const isVersion = (at: number): boolean =>
    at >= 2 && uniformOf(Salt.version, seed, artist.first + at) < VERSION_SHARE
  if (!isVersion(position)) return null
  const random = createRandom(Salt.version, seed, index, 1)
  const base = random.int(position)
  return isVersion(base) ? null : { kind: random.pick(VERSIONS), of: artist.first + base }
}

function versionSuffix(kind: Version['kind'], year: number): string {
  if (kind === 'live') return ' - Live'
  if (kind === 'acoustic') return ' - Acoustic'
  return kind === 'remaster' ? ` - ${year} Remaster` : ''
}

/** Guests come from anywhere in the first blocks, so that the draw does not depend on the catalogue's size. */
function drawGuests(seed: number, layout: Layout, artist: ArtistSlot, index: number): number[] {
  const random = createRandom(Salt.track, seed, index, 3)
  if (!random.chance(GUEST_SHARE)) return []
  const guest = layout.artistOf(random.int(Math.min(index + 1, 4800))).index
  return guest === artist.index ? [] : [guest]
}

function fame(seed: number, artist: number, mean: number): number {
  const share = uniformOf(Salt.artist, seed, artist, 4)
  return Math.round(clamp(mean * (0.65 + 0.9 * share) + 30 * share ** 9, 1, 96))
}

/** Heavy-tailed: an artist has one or two songs everybody plays and many that hardly anybody does. */
function drawPopularity(seed: number, artist: number, mean: number, random: Random): number {
  const hit = random.uniform()
  return Math.round(clamp(fame(seed, artist, mean) * (0.3 + 0.75 * Math.sqrt(hit)) + 24 * hit ** 14, 0, 100))
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
