import { toStorableText } from '../../domain/storable-text'
import type { FileEvent } from '../events'
import { UNKNOWN_ARTIST, UNTITLED } from '../../domain/track'
import { RowError } from '../row-error'
import { findIsrc, parseTrackId } from '../values'

/** What a playlist file says of a track; texts are empty where it says nothing. */
export type Entry = {
  line: number
  /** A Spotify id, URI or link, or any other address: only Spotify's names a track here. */
  address?: string
  title?: string
  artist?: string
  album?: string
  durationMs?: number | null
  isrc?: string
  playlist?: string | null
}

/** The row of an entry, or a skipped one with the reason where neither a track id nor title and artist name it. */
export function toEvent(entry: Entry): FileEvent {
  const title = toText(entry.title)
  const artist = toText(entry.artist)
  try {
    const spotifyId = findTrackId(entry.address ?? '')
    if (spotifyId === null && (title === '' || artist === '')) {
      throw new RowError('the entry has neither a Spotify id nor a title with an artist')
    }
    const album = toText(entry.album)
    const playlist = toText(entry.playlist)
    const durationMs = entry.durationMs ?? 0
    return {
      kind: 'row',
      row: {
        line: entry.line,
        values: {},
        playlist: playlist === '' ? null : { key: playlist, name: playlist },
        track: {
          spotifyId,
          name: title || UNTITLED,
          artists: [{ spotifyId: null, name: artist || UNKNOWN_ARTIST }],
          album: album === '' ? null : { spotifyId: null, name: album, releaseDate: null, imageUrl: null },
          durationMs: durationMs >= 1 && durationMs < 2 ** 31 ? Math.round(durationMs) : null,
          isrc: findIsrc(entry.isrc ?? ''),
          explicit: null,
          popularity: null,
          releaseYear: null,
          genres: [],
        },
      },
    }
  } catch (error) {
    if (!(error instanceof RowError)) throw error
    return { kind: 'skipped', line: entry.line, name: title, reason: error.message }
  }
}

const toText = (text: string | null | undefined): string => toStorableText(text ?? '').trim()

/** The id in an address of Spotify's; null for an address of any other kind. */
function findTrackId(address: string): string | null {
  return /spotify/i.test(address) ? parseTrackId(address.trim()) : null
}
