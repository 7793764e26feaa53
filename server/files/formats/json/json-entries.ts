import { z } from 'zod'
import type { FileEvent } from '../../events'
import { readAddress } from '../address'
import { completeNames } from '../complete-names'
import { toEvent } from '../entry'

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

/** Names that are numbers (1999) may be written as such. */
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(null)
  .transform((value) => (value === null || value === undefined ? null : String(value)))
const PlaylistItem = z.object({
  track: z
    .object({ trackName: text, artistName: text, albumName: text, trackUri: text })
    .nullish()
    .catch(null),
  episode: z.object({ episodeName: text }).nullish().catch(null),
  localTrack: z.object({ uri: text }).nullish().catch(null),
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
 * What a value means: a row or a skipped entry; an entry that names no track and need not (an episode that was listened
 * to); the name of a list; or nothing that is known.
 */
export type Meaning = FileEvent | 'passed over' | 'name' | 'unknown'

/**
 * A function that says what the values at `entryPaths` mean, in their order. A list's name counts for the entries that
 * come after it.
 */
export function createEntryReader(): (element: Element, line: number) => Meaning {
  let list: { of: unknown; name: string | null } = { of: undefined, name: null }
  return ({ value, key, stack }, line) => {
    const [, top, second] = stack
    const isName = (key === 'name' && stack.length === 3) || (key === 'title' && stack.length === 2)
    if (isName) {
      list = { of: second?.key, name: typeof value === 'string' && value !== '' ? value : null }
      return 'name'
    }
    if (top === undefined) return fromHistory(value, line)
    if (top.key === 'tracks') return fromLibrary(value, line)
    if (top.key === 'playlist') return fromJspf(value, list.name, line)
    return fromPlaylistItem(value, list.of === second?.key ? list.name : null, line)
  }
}

function fromPlaylistItem(value: unknown, playlist: string | null, line: number): FileEvent {
  const item = PlaylistItem.safeParse(value).data
  if (!item) return notATrack(line)
  const { track, episode, localTrack } = item
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
  const local = readAddress(localTrack?.uri ?? '')
  if (local.kind === 'local') {
    return { kind: 'skipped', line, name: local.title, reason: 'it is a file on a computer of your own' }
  }
  const name = episode?.episodeName ?? ''
  return { kind: 'skipped', line, name, reason: episode ? 'it is a podcast episode' : NO_TRACK }
}

const NO_TRACK = 'it is not a track'
export const notATrack = (line: number): FileEvent => ({ kind: 'skipped', line, name: '', reason: NO_TRACK })

/** Spotify calls the songs of a library, which have no playlist, Liked Songs. */
const LIKED = 'Liked Songs'

function fromLibrary(value: unknown, line: number): Meaning {
  const track = LibraryTrack.safeParse(value).data
  if (!track || (track.track === null && track.uri === null)) return 'unknown'
  return toEvent({
    line,
    playlist: LIKED,
    title: track.track ?? '',
    artist: track.artist ?? '',
    album: track.album ?? '',
    address: track.uri ?? '',
  })
}

function fromHistory(value: unknown, line: number): Meaning {
  const extended = ExtendedHistoryEntry.safeParse(value).data
  if (extended) {
    const { master_metadata_track_name: title, spotify_track_uri: address } = extended
    if (title === null && address === null) return 'passed over'
    return toEvent({
      line,
      title: title ?? '',
      address: address ?? '',
      artist: extended.master_metadata_album_artist_name ?? '',
      album: extended.master_metadata_album_album_name ?? '',
    })
  }
  const entry = HistoryEntry.safeParse(value).data
  return entry ? toEvent({ line, title: entry.trackName ?? '', artist: entry.artistName ?? '' }) : 'unknown'
}

function fromJspf(value: unknown, playlist: string | null, line: number): FileEvent {
  const track = JspfTrack.safeParse(value).data
  if (!track) return notATrack(line)
  const addresses = [track.identifier, track.location].flatMap((given) => given ?? [])
  return toEvent({
    line,
    playlist,
    ...completeNames(
      { title: track.title ?? '', artist: track.creator ?? '', album: track.album ?? '' },
      [track.location].flat()[0] ?? '',
    ),
    durationMs: track.duration ?? null,
    address: addresses.find((address) => readAddress(address).kind !== 'other') ?? '',
  })
}
