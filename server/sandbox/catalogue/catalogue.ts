/** The whole generated catalogue behind a few cheap look-ups; nothing is made before it is asked for. */
import { setImmediate } from 'node:timers/promises'

import type { AudioAnalysis } from './analysis'
import { createAnalysis } from './analysis'
import type { Composition } from './composition'
import { createComposition } from './composition'
import { createIdCodec } from './id-codec'
import type { IdKind } from './id-codec'
import { createIsrcCodec } from './isrc'
import { createLayout } from './layout'
import type { SandboxPlaylist } from './playlists'
import { createPlaylists } from './playlists'
import { createProfileTable, getGenre } from './profile'
import { createRandom, Salt } from './random'
import type { SearchEntry } from './search-index'
import { findMatches, fold, parseSearchQuery } from './search-index'
import { toAlbum, toArtist, toTrack } from './tracks'
import type { SandboxAlbum, SandboxArtist, SandboxTrack } from './tracks'

export type SandboxCatalogue = {
  readonly seed: number
  readonly size: number
  /** Ids of the tracks numbered `from` up to but without `to`; all of them unless told. */
  trackIds: (from?: number, to?: number) => string[]
  playlistIds: () => string[]
  playlist: (id: string) => SandboxPlaylist | null
  playlists: () => readonly SandboxPlaylist[]
  idOf: (kind: IdKind, index: number) => string
  track: (id: string) => SandboxTrack | null
  trackAt: (index: number) => SandboxTrack
  album: (id: string) => SandboxAlbum | null
  albumAt: (index: number) => SandboxAlbum
  artist: (id: string) => SandboxArtist | null
  artistAt: (index: number) => SandboxArtist
  isrcOf: (track: SandboxTrack) => string
  search: (query: string) => Promise<SandboxTrack[]>
  composition: (track: SandboxTrack) => Composition
  analysis: (track: SandboxTrack) => AudioAnalysis
  /** Track indexes a user has liked, newest first. */
  likedBy: (user: string) => number[]
}

/** Text search reads this many tracks at most: it answers people, and a scan must not hold up the event loop. */
const SEARCHABLE_TRACKS = 20_000
const SEARCH_SLICE = 500
const LARGEST_LIBRARY = 400

/** `playlistItems` are the items of each playlist; 0: as many as its theme has. */
export function createCatalogue(
  seed: number,
  size: number,
  playlistCount: number,
  playlistItems = 0,
): SandboxCatalogue {
  const layout = createLayout(seed, size)
  const ids = createIdCodec(seed)
  const isrcs = createIsrcCodec(seed)
  const once = <T>(make: () => T): (() => T) => {
    let made: { value: T } | undefined
    return () => (made ??= { value: make() }).value
  }
  const playlists = once(() =>
    createPlaylists(seed, playlistCount, createProfileTable(seed, layout, size), playlistItems),
  )
  const trackAt = (index: number): SandboxTrack => toTrack(seed, layout, index)
  const find = <T>(id: string, kind: IdKind, get: (index: number) => T | null): T | null => {
    const ref = ids.decode(id)
    return ref?.kind === kind ? get(ref.index) : null
  }
  const findArtist = (index: number): SandboxArtist | null => {
    const slot = layout.findArtist(index)
    return slot === null ? null : toArtist(seed, slot)
  }
  const findAlbum = (index: number): SandboxAlbum | null => {
    const slot = layout.findAlbum(index)
    return slot === null
      ? null
      : toAlbum(seed, layout.artistOf(slot.first), slot, (track) => trackAt(track).title)
  }
  const toEntry = (index: number): SearchEntry => {
    const track = trackAt(index)
    const artist = track.artists.map((of) => findArtist(of)?.name ?? '').join(' ')
    return {
      track: index,
      title: fold(track.title),
      artist: fold(artist),
      album: fold(findAlbum(track.album)?.name ?? ''),
      year: track.year,
      genre: getGenre(track.genre).name,
      popularity: track.popularity,
    }
  }
  const entries = once(() => buildInSlices(Math.min(size, SEARCHABLE_TRACKS), toEntry))
  const searchIsrc = (isrc: string): SandboxTrack[] => {
    const recording = isrcs.decode(isrc)
    if (recording === null || recording >= size) return []
    const { first, count } = layout.artistOf(recording)
    const versions = Array.from({ length: count }, (_, i) => trackAt(first + i))
    return versions.filter((track) => track.recording === recording && isrcOf(track) === isrc.toUpperCase())
  }
  const isrcOf = (track: SandboxTrack): string => isrcs.encode(track.recording, trackAt(track.recording).year)

  return {
    seed,
    size,
    trackIds: (from = 0, to = size) =>
      Array.from({ length: Math.max(0, Math.min(to, size) - from) }, (_, i) => ids.encode('track', from + i)),
    playlistIds: () => playlists().map(({ index }) => ids.encode('playlist', index)),
    playlist: (id) => find(id, 'playlist', (index) => playlists()[index] ?? null),
    playlists,
    idOf: ids.encode,
    track: (id) => find(id, 'track', (index) => (index < size ? trackAt(index) : null)),
    trackAt,
    album: (id) => find(id, 'album', findAlbum),
    albumAt: (index) => required(findAlbum(index), 'album', index),
    artist: (id) => find(id, 'artist', findArtist),
    artistAt: (index) => required(findArtist(index), 'artist', index),
    isrcOf,
    search: async (text) => {
      const query = parseSearchQuery(text)
      const isrc = query.filters.get('isrc')
      if (isrc !== undefined) return searchIsrc(isrc.replaceAll(' ', ''))
      if (query.words.length === 0 && query.filters.size === 0) return []
      return findMatches(await entries(), query).map(({ track }) => trackAt(track))
    },
    composition: (track) => createComposition(seed, track),
    analysis: (track) => createAnalysis(seed, track),
    likedBy: (user) => {
      const random = createRandom(Salt.user, seed, ...Buffer.from(user))
      const wanted = Math.min(LARGEST_LIBRARY, Math.ceil(size / 16))
      return [...new Set(Array.from({ length: wanted }, () => random.int(size)))]
    },
  }
}

function required<T>(value: T | null, kind: string, index: number): T {
  if (value === null) throw new RangeError(`The catalogue has no ${kind} ${index}.`)
  return value
}

/** Lets the event loop breathe after every slice. */
async function buildInSlices<T>(count: number, make: (index: number) => T): Promise<T[]> {
  const made: T[] = []
  for (let index = 0; index < count; index++) {
    if (index % SEARCH_SLICE === SEARCH_SLICE - 1) await setImmediate()
    made.push(make(index))
  }
  return made
}
