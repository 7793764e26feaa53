import { toStorableText } from '../../domain/input/storable-text'
import { UNKNOWN_ARTIST, UNTITLED } from '../../domain/track'
import type { FileEvent } from '../events'
import { RowError, quoted } from '../row-error'
import { findIsrc } from '../values'
import { readAddress } from './address'

/** What a playlist file says of a track; texts are empty where it says nothing. */
export type Entry = {
  line: number
  /** A Spotify id, URI or link, or any other address: only Spotify's names a track here. */
  address?: string
  title?: string
  artist?: string
  /** Of several; `artist` is one name. */
  artists?: string[]
  album?: string
  durationMs?: number | null
  isrc?: string
  year?: number | null
  genres?: string[]
  playlist?: string | null
}

/** The row of an entry, or a skipped one with the reason where neither a track id nor title and artist name it. */
export function toEvent(entry: Entry): FileEvent {
  const address = readAddress(entry.address ?? '')
  const local = address.kind === 'local' ? address : null
  const title = toText(entry.title) || toText(local?.title)
  try {
    const artists = (entry.artists ?? [entry.artist ?? '']).flatMap((name) => toText(name) || [])
    const [artist = toText(local?.artist)] = artists
    const spotifyId = address.kind === 'track' ? address.id : null
    if (address.kind === 'episode') throw new RowError('it is a podcast episode')
    const shortLink = address.kind === 'short-link' ? address.url : undefined
    const isNamed = title !== '' && artist !== ''
    if (spotifyId === null && shortLink === undefined && !isNamed) throw new RowError(nameless(entry.address))
    if ([entry.title, entry.artist, ...(entry.artists ?? [])].some((name) => name?.includes(UNREADABLE))) {
      throw new RowError('its name has characters that cannot be read; save the file as UTF-8')
    }
    const album = toText(entry.album) || toText(local?.album)
    const playlist = toText(entry.playlist)
    const durationMs = entry.durationMs ?? (local?.seconds ?? 0) * 1000
    return {
      kind: 'row',
      row: {
        line: entry.line,
        values: {},
        ...(shortLink && { shortLink }),
        playlist: playlist === '' ? null : { key: playlist, name: playlist },
        track: {
          spotifyId,
          name: title || UNTITLED,
          artists: [artist || UNKNOWN_ARTIST, ...artists.slice(1)].map((name) => ({ spotifyId: null, name })),
          album:
            album === '' || album.includes(UNREADABLE)
              ? null
              : { spotifyId: null, name: album, releaseDate: null, imageUrl: null },
          durationMs: durationMs >= 1 && durationMs < MAX_MS ? Math.round(durationMs) : null,
          isrc: findIsrc(entry.isrc ?? ''),
          explicit: null,
          popularity: null,
          releaseYear: entry.year ?? null,
          genres: entry.genres ?? [],
        },
      },
    }
  } catch (error) {
    if (!(error instanceof RowError)) throw error
    return { kind: 'skipped', line: entry.line, name: title, reason: error.message }
  }
}

/** Stands for bytes that are no text in the file's encoding. */
const UNREADABLE = '\ufffd'
/** No track is as long: a length beyond is one in another unit. */
const MAX_MS = 6 * 3600 * 1000

const toText = (text: string | null | undefined): string => toStorableText(text ?? '').trim()

function nameless(address: string | undefined): string {
  const isOfSpotify = /^(?:spotify:|(?:https?:\/\/)?open\.spotify\.com)/i.test(address ?? '')
  return isOfSpotify
    ? `${quoted(address ?? '')} is not the address of a track, and the entry has no title with an artist`
    : 'the entry has neither a Spotify id nor a title with an artist'
}
