import { z } from 'zod'
import type { FileEvent } from '../events'
import { toEvent } from './entry'

/** Where entries stand in a document that is a list: Spotify's streaming history, both kinds. */
const LIST_PATHS = ['$.*']
/** In an object: Playlist1.json, YourLibrary.json, and JSPF (xspf.org/jspf). */
const OBJECT_PATHS = [
  '$.playlists.*.name',
  '$.playlists.*.items.*',
  '$.tracks.*',
  '$.playlist.title',
  '$.playlist.track.*',
]

/** The paths of entries in a document that begins like this. */
export function entryPaths(head: Buffer): string[] {
  return head.toString('latin1').trimStart().startsWith('[') ? LIST_PATHS : OBJECT_PATHS
}

/** A value as the parser gives it: with its key, and the keys of the containers around it, outermost first. */
type Element = {
  value?: unknown
  key?: string | number | undefined
  stack: readonly { key?: string | number | undefined }[]
}

const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)
const PlaylistItem = z.object({
  track: z.object({ trackName: text, artistName: text, albumName: text, trackUri: text }).nullish(),
  episode: z.object({ episodeName: text }).nullish().catch(null),
  localTrack: z.unknown(),
})
const LibraryTrack = z.object({ artist: text, album: text, track: text, uri: text })
const HistoryEntry = z.object({ endTime: z.string(), artistName: text, trackName: text })
const ExtendedHistoryEntry = z.object({
  ts: z.string(),
  spotify_track_uri: text,
  master_metadata_track_name: text,
  master_metadata_album_artist_name: text,
  master_metadata_album_album_name: text,
  episode_name: text,
})
const oneOrMany = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .catch(null)
const JspfTrack = z.object({
  title: text,
  creator: text,
  album: text,
  duration: z.number().nullish().catch(null),
  identifier: oneOrMany,
  location: oneOrMany,
})

/**
 * A function that says what the values at `entryPaths` mean, in their order: a row or a skipped entry, null for an entry
 * that names no track and need not (an episode that was listened to), undefined where the value is no entry. A list's
 * name counts for the entries that come after it.
 */
export function createEntryReader(): (element: Element, line: number) => FileEvent | null | undefined {
  let list: { of: unknown; name: string | null } = { of: undefined, name: null }
  return ({ value, key, stack }, line) => {
    const [, top, second] = stack
    const isName = (key === 'name' && stack.length === 3) || (key === 'title' && stack.length === 2)
    if (isName) {
      list = { of: second?.key, name: typeof value === 'string' && value !== '' ? value : null }
      return undefined
    }
    if (top === undefined) return fromHistory(value, line)
    if (top.key === 'tracks') return fromLibrary(value, line)
    if (top.key === 'playlist') return fromJspf(value, list.name, line)
    return fromPlaylistItem(value, list.of === second?.key ? list.name : null, line)
  }
}

function fromPlaylistItem(value: unknown, playlist: string | null, line: number): FileEvent | undefined {
  const item = PlaylistItem.safeParse(value).data
  if (!item) return undefined
  const { track, episode } = item
  if (track) {
    const { trackName, artistName, albumName, trackUri } = track
    return toEvent({
      line,
      playlist,
      title: trackName ?? '',
      artist: artistName ?? '',
      album: albumName ?? '',
      address: trackUri ?? '',
    })
  }
  const name = episode?.episodeName ?? ''
  return { kind: 'skipped', line, name, reason: episode ? 'it is a podcast episode' : 'it is not a track' }
}

/** Spotify calls the songs of a library, which have no playlist, Liked Songs. */
const LIKED = 'Liked Songs'

function fromLibrary(value: unknown, line: number): FileEvent | undefined {
  const track = LibraryTrack.safeParse(value).data
  if (!track || (track.track === null && track.uri === null)) return undefined
  return toEvent({
    line,
    playlist: LIKED,
    title: track.track ?? '',
    artist: track.artist ?? '',
    album: track.album ?? '',
    address: track.uri ?? '',
  })
}

function fromHistory(value: unknown, line: number): FileEvent | null | undefined {
  const extended = ExtendedHistoryEntry.safeParse(value).data
  if (extended) {
    const { master_metadata_track_name: title, spotify_track_uri: address } = extended
    if (title === null && address === null) return null
    return toEvent({
      line,
      title: title ?? '',
      address: address ?? '',
      artist: extended.master_metadata_album_artist_name ?? '',
      album: extended.master_metadata_album_album_name ?? '',
    })
  }
  const entry = HistoryEntry.safeParse(value).data
  return entry && toEvent({ line, title: entry.trackName ?? '', artist: entry.artistName ?? '' })
}

function fromJspf(value: unknown, playlist: string | null, line: number): FileEvent | undefined {
  const track = JspfTrack.safeParse(value).data
  if (!track) return undefined
  const addresses = [track.identifier, track.location].flatMap((given) => given ?? [])
  return toEvent({
    line,
    playlist,
    title: track.title ?? '',
    artist: track.creator ?? '',
    album: track.album ?? '',
    durationMs: track.duration ?? null,
    address: addresses.find((address) => /spotify/i.test(address)) ?? '',
  })
}
