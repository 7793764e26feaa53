import { createHash } from 'node:crypto'
import { MAX_KEY, clipKey } from '../../domain/input/limits'
import { songKey } from '../../domain/song-key'
import type { IncomingAlbum, IncomingTrack } from '../../domain/track'
import type { TrackKeys } from '../ports'

/** What a track is known by. */
export function toTrackKeys(track: IncomingTrack): TrackKeys {
  const song = songKeyOf(track)
  return {
    publicId: track.spotifyId ?? hashName(track, song),
    song,
    artists: track.artists.map(toArtistKey),
    album: track.album && toAlbumKey(track.album, track),
  }
}

/** The id that links and tools use: Spotify's where there is one, else a hash of what names the recording. */
export function publicIdOf(track: IncomingTrack): string {
  return track.spotifyId ?? hashName(track, songKeyOf(track))
}

/** The key of a track's song, by its first artist. */
function songKeyOf(track: IncomingTrack): string {
  return songKey(track.name, track.artists[0]?.name ?? '')
}

function hashName(track: IncomingTrack, song: string): string {
  const name = [song, track.album?.name ?? '', track.isrc ?? ''].join('|')
  return `f-${createHash('sha256').update(name).digest('hex').slice(0, 20)}`
}

function toArtistKey(artist: IncomingTrack['artists'][number]): string {
  return artist.spotifyId
    ? `spotify:${artist.spotifyId}`
    : clipKey(`name:${artist.name.normalize('NFKC').toLowerCase()}`, MAX_KEY)
}

function toAlbumKey(album: IncomingAlbum, track: IncomingTrack): string {
  if (album.spotifyId) return `spotify:${album.spotifyId}`
  const names = [track.artists[0]?.name ?? '', album.name].join('|')
  return clipKey(`name:${names.normalize('NFKC').toLowerCase()}`, MAX_KEY)
}
