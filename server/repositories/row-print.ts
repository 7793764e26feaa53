import { createHash, hash } from 'node:crypto'
import type { FeatureSet } from '../domain/features'
import { songKey } from '../domain/song-key'
import type { IncomingTrack } from '../domain/track'

/** The key of a track's song, by its first artist. */
export function songKeyOf(track: IncomingTrack): string {
  return songKey(track.name, track.artists[0]?.name ?? '')
}

/** The id that links and tools use: Spotify's where there is one, else a hash of what names the recording. */
export function publicIdOf(track: IncomingTrack): string {
  if (track.spotifyId) return track.spotifyId
  const name = [songKeyOf(track), track.album?.name ?? '', track.isrc ?? ''].join('|')
  return `f-${createHash('sha256').update(name).digest('hex').slice(0, 20)}`
}

/** A row is asked for and then written, with a print each time. */
const prints = new WeakMap<object, string>()

/**
 * A hash of everything that a file says of a track, and of the key that is derived from it: equal prints would write
 * the same row.
 */
export function printTrack(track: IncomingTrack): string {
  return printOnce(track, () => {
    const { spotifyId, name, artists, album, durationMs, isrc, explicit, popularity, releaseYear, genres } =
      track
    const credits = artists.map((artist) => [artist.name, artist.spotifyId])
    const release = album && [album.name, album.spotifyId, album.releaseDate, album.imageUrl]
    const facts = [durationMs, isrc, explicit, popularity, releaseYear, genres]
    return [spotifyId, name, songKeyOf(track), credits, release, ...facts]
  })
}

/** A hash of a set of values and of what measured them. */
export function printValues(set: Pick<FeatureSet, 'extractor' | 'values'>): string {
  return printOnce(set, () => [set.extractor, set.values])
}

/** 128 bits: no two of a billion rows are alike by chance. Not a secret, and no shield against forgery. */
function printOnce(of: object, toParts: () => unknown[]): string {
  const known = prints.get(of)
  if (known !== undefined) return known
  const print = hash('md5', JSON.stringify(toParts()), 'base64url')
  prints.set(of, print)
  return print
}
