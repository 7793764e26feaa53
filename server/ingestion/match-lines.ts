import { isDomainError } from '../domain/errors'
import type { MatchChoice, MatchedLine } from './domain/matched-line'
import { isSameArtist, partsOf, songKey } from '../domain/song-key'
import { artistLine, type IncomingTrack, type Track } from '../domain/track'
import { NOT_A_TRACK, parseTrackLines, type TrackLine } from '../domain/track-lines/track-line'
import { createFollower, type FollowDeps, type FollowRef } from './links/follow-links'

type Release = { id: string; publicId: string; songKey: string; searchable: boolean }
export type MatchLinesDeps = FollowDeps & {
  songs: { findSongs: (keys: string[], titles: string[], perTitle: number) => Promise<Release[]> }
  tracks: {
    findTracks: (ids: string[]) => Promise<Track[]>
    findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>>
  }
  ensureTrack: (spotifyId: string, signal: AbortSignal) => Promise<void>
  /** Tracks that Spotify finds for an artist and a title. */
  searchTracks: (artist: string, title: string, signal: AbortSignal) => Promise<IncomingTrack[]>
  /** So many lines of a list at most are looked up at Spotify. */
  maxSearches: number
}

const PER_TITLE = 20
const CHOICES = 5
const NO_SOUND = 'It is in the catalog, but no source says how it sounds.'

/**
 * What each line of a pasted list means, in order; blank lines and lines that begin with # do not count. Songs of the
 * catalog are found by artist and title (either order, versions and accents aside), then by title and a similar artist;
 * what the catalog lacks is searched at Spotify, and a track that fits exactly is added to the catalog. What fits more
 * than one song is left to the reader. A failure of Spotify is the reason of the lines it hits, not the end of the list.
 */
export async function matchLines(
  deps: MatchLinesDeps,
  text: string,
  signal: AbortSignal,
): Promise<MatchedLine[]> {
  const lines = parseTrackLines(text)
  const finder = await createFinder(
    deps,
    lines.map(({ parsed }) => parsed),
  )
  const follow = createFollower(deps)
  const matched: MatchedLine[] = []
  for (const { line, text: words, parsed } of lines) {
    signal.throwIfAborted()
    matched.push({ line, text: words, ...(await matchOne(deps, { finder, follow }, parsed, signal)) })
  }
  return matched
}

type Match = Pick<MatchedLine, 'state' | 'choices' | 'reason'>
type Finder = Awaited<ReturnType<typeof createFinder>>

async function matchOne(
  deps: MatchLinesDeps,
  { finder, follow }: { finder: Finder; follow: FollowRef },
  parsed: TrackLine,
  signal: AbortSignal,
): Promise<Match> {
  if (parsed.kind === 'neither') return unknown(parsed.reason)
  try {
    if (parsed.kind === 'link') return await openLinked(deps, parsed.id, signal)
    if (parsed.kind === 'short-link') {
      const ref = await follow(parsed, signal)
      return ref.kind === 'track' ? await openLinked(deps, ref.id, signal) : unknown(NOT_A_TRACK)
    }
    const known = finder.find(parsed)
    if (known) return known
    if (!finder.mayStillSearch()) return unknown('The catalog does not know it, and this list asked enough.')
    return await searchOne(deps, parsed, signal)
  } catch (error) {
    if (!isDomainError(error) || error.code === 'CANCELLED') throw error
    return unknown(parsed.kind === 'short-link' ? `${error.message} ${error.hint}` : error.message)
  }
}

async function openLinked(deps: MatchLinesDeps, id: string, signal: AbortSignal): Promise<Match> {
  await deps.ensureTrack(id, signal)
  const own = (await deps.tracks.findSearchableIds([id])).get(id)
  const [track] = own === undefined ? [] : await deps.tracks.findTracks([own])
  return track ? { state: 'found', choices: [toChoice(track)], reason: null } : unknown(NO_SOUND)
}

async function searchOne(
  deps: MatchLinesDeps,
  { artist, title }: { artist: string; title: string },
  signal: AbortSignal,
): Promise<Match> {
  const key = songKey(title, artist)
  const found = await deps.searchTracks(artist, title, signal)
  const exact = found.find((track) => songKey(track.name, track.artists[0]?.name ?? '') === key)
  if (exact?.spotifyId) return openLinked(deps, exact.spotifyId, signal)
  const choices = found.flatMap((track) => (track.spotifyId ? [toSpotifyChoice(track, track.spotifyId)] : []))
  if (choices.length === 0) return unknown('Neither the catalog nor Spotify knows it.')
  return { state: 'choose', choices: choices.slice(0, CHOICES), reason: null }
}

/** Looks all names up at once, so that a long list costs a few statements. */
async function createFinder(deps: MatchLinesDeps, lines: TrackLine[]) {
  const names = lines.flatMap((line) => (line.kind === 'name' ? [line] : []))
  const keys = names.flatMap(({ artist, title }) => [songKey(title, artist), songKey(artist, title)])
  const titles = [...new Set(names.map(({ artist, title }) => partsOf(songKey(title, artist)).title))]
  const releases = await deps.songs.findSongs([...new Set(keys)], titles, PER_TITLE)
  const tracks = new Map(
    (await deps.tracks.findTracks(releases.map(({ id }) => id))).map((track) => [track.id, track]),
  )
  let searches = 0

  const toMatch = (fitting: Release[]): Match | null => {
    const bySong = new Map<string, Release>()
    for (const release of fitting) if (!bySong.has(release.songKey)) bySong.set(release.songKey, release)
    const best = [...bySong.values()].filter(({ searchable }) => searchable).slice(0, CHOICES)
    const choices = best.flatMap(({ publicId }) => tracks.get(publicId) ?? []).map(toChoice)
    if (choices.length === 0) return fitting.length === 0 ? null : unknown(NO_SOUND)
    return { state: choices.length === 1 ? 'found' : 'choose', choices, reason: null }
  }

  return {
    find({ artist, title }: { artist: string; title: string }): Match | null {
      const asked = songKey(title, artist)
      const exact = [asked, songKey(artist, title)]
      const fitting = releases.filter((release) => exact.includes(release.songKey))
      if (fitting.length > 0) return toMatch(fitting)
      const { title: askedTitle, artist: askedArtist } = partsOf(asked)
      return toMatch(
        releases.filter((release) => {
          const parts = partsOf(release.songKey)
          return parts.title === askedTitle && isSameArtist(parts.artist, askedArtist)
        }),
      )
    },
    mayStillSearch: () => searches++ < deps.maxSearches,
  }
}

function unknown(reason: string): Match {
  return { state: 'unknown', choices: [], reason }
}

function toChoice(track: Track): MatchChoice {
  const { id, name, album, releaseYear, imageUrl } = track
  return { ref: id, name, artist: artistLine(track), album, releaseYear, imageUrl }
}

function toSpotifyChoice(track: IncomingTrack, id: string): MatchChoice {
  return {
    ref: `https://open.spotify.com/track/${id}`,
    name: track.name,
    artist: artistLine({ artists: track.artists.map(({ name }) => ({ name, spotifyUrl: null })) }),
    album: track.album?.name ?? null,
    releaseYear: track.releaseYear,
    imageUrl: track.album?.imageUrl ?? null,
  }
}
