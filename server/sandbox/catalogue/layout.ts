/**
 * Who recorded what: track indexes come in blocks of 48, and each block is cut into artists and albums by
 * its own seeded draw. Any track's artist and album are found from its index in constant time.
 */
import { createRandom, item, Salt } from './random'
import type { Random } from './random'

export const BLOCK = 48

export type AlbumType = 'album' | 'single' | 'compilation'
/** `index` is global; `first` is a track index; `position` counts the artist's releases from 0. */
export type AlbumSlot = {
  index: number
  artist: number
  first: number
  count: number
  position: number
  type: AlbumType
}
export type ArtistSlot = { index: number; first: number; count: number; albums: AlbumSlot[] }
export type Layout = {
  artistOf(track: number): ArtistSlot
  albumOf(track: number): AlbumSlot
  /** Null when the catalogue ends before that artist or the number names nobody. */
  findArtist(index: number): ArtistSlot | null
  findAlbum(index: number): AlbumSlot | null
}
type Block = { artists: ArtistSlot[]; albums: AlbumSlot[]; artistAt: ArtistSlot[]; albumAt: AlbumSlot[] }

/** Blocks kept at hand; 1,024 blocks are about 49,000 tracks and a few megabytes. */
const CACHED_BLOCKS = 1024

export function createLayout(seed: number, tracks: number): Layout {
  const cache = new Map<number, Block>()
  const block = (number: number): Block => {
    const known = cache.get(number)
    if (known !== undefined) return known
    if (cache.size >= CACHED_BLOCKS) cache.clear()
    const made = createBlock(seed, number, Math.min(BLOCK, tracks - number * BLOCK))
    cache.set(number, made)
    return made
  }
  const holds = (index: number): boolean => index >= 0 && Math.floor(index / BLOCK) * BLOCK < tracks
  const of = (index: number): Block => block(Math.floor(index / BLOCK))
  return {
    artistOf: (track) => item(of(track).artistAt, track % BLOCK),
    albumOf: (track) => item(of(track).albumAt, track % BLOCK),
    findArtist: (index) => (holds(index) ? (of(index).artists[index % BLOCK] ?? null) : null),
    findAlbum: (index) => (holds(index) ? (of(index).albums[index % BLOCK] ?? null) : null),
  }
}

/** `size` is below 48 only in the last block; the cuts are drawn for a whole block, so earlier tracks never move. */
function createBlock(seed: number, number: number, size: number): Block {
  const random = createRandom(Salt.layout, seed, number)
  const made: Block = { artists: [], albums: [], artistAt: [], albumAt: [] }
  for (let used = 0; used < BLOCK;) {
    const count = Math.min(BLOCK - used, drawArtistSize(random))
    const artist: ArtistSlot = {
      index: number * BLOCK + made.artists.length,
      first: number * BLOCK + used,
      count,
      albums: [],
    }
    addAlbums(random, made, artist)
    made.artists.push(artist)
    used += count
  }
  return truncate(made, number * BLOCK + size)
}

/** Most artists have a handful of tracks here, a few have an oeuvre (mean about 8). */
function drawArtistSize(random: Random): number {
  return 1 + Math.floor(26 * random.uniform() ** 2.4)
}

function addAlbums(random: Random, block: Block, artist: ArtistSlot): void {
  for (let used = 0; used < artist.count;) {
    const kind = random.uniform()
    const wanted =
      kind < 0.3 ? random.between(1, 2) : kind < 0.5 ? random.between(3, 5) : random.between(8, 13)
    const count = Math.min(artist.count - used, wanted)
    const index = Math.floor(artist.first / BLOCK) * BLOCK + block.albums.length
    const type = wanted <= 5 ? 'single' : random.chance(0.06) ? 'compilation' : 'album'
    const album = {
      index,
      artist: artist.index,
      first: artist.first + used,
      count,
      position: artist.albums.length,
      type,
    } as const
    artist.albums.push(album)
    block.albums.push(album)
    used += count
  }
}

function truncate(block: Block, end: number): Block {
  const cut = <T extends { first: number; count: number }>(slots: T[]): T[] =>
    slots
      .filter((slot) => slot.first < end)
      .map((slot) => ({ ...slot, count: Math.min(slot.count, end - slot.first) }))
  const albums = cut(block.albums)
  const artists = cut(block.artists).map((artist) => ({ ...artist, albums: cut(artist.albums) }))
  return {
    artists,
    albums,
    artistAt: artists.flatMap((artist) => new Array<ArtistSlot>(artist.count).fill(artist)),
    albumAt: albums.flatMap((album) => new Array<AlbumSlot>(album.count).fill(album)),
  }
}
