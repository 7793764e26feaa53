import { z } from 'zod'
import { songKey } from '../domain/song-key'
import type { AskedTrack } from './source'

/** A song as iTunes lists it; what is needed to tell it, and its preview. */
export const ItunesSong = z.object({
  kind: z.literal('song'),
  trackName: z.string(),
  artistName: z.string(),
  collectionName: z.string().nullish(),
  trackTimeMillis: z.number(),
  trackExplicitness: z.string().nullish(),
  /** Not every song has one. */
  previewUrl: z.string().nullish(),
})
export type ItunesSong = z.infer<typeof ItunesSong>

/** Lengths of one recording differ by fractions of a second between shops; of two recordings mostly by more than this. */
const MAX_DIFFERENCE_MS = 3000
const GUESTS = /\s(?:feat\.?|ft\.?|featuring)\s.*$/i

/**
 * The song that is this very recording, by name alone since iTunes tells no ISRC: the same title and the same artist (as
 * song keys have them: a karaoke, live or remixed version keeps its words and is another), at most three seconds longer
 * or shorter, explicit where the track is and clean where that is. Of several the one of the same album, then the nearest
 * in length. Null where none is: a wrong sound is worse than none.
 */
export function findSameSong(track: AskedTrack, songs: readonly ItunesSong[]): ItunesSong | null {
  const keys = listKeys(track)
  const length = track.durationMs
  if (length === null) return null
  const distance = ({ trackTimeMillis }: ItunesSong) => Math.abs(trackTimeMillis - length)
  const isElsewhere = ({ collectionName }: ItunesSong) =>
    songKey(collectionName ?? '', '') === songKey(track.album?.name ?? '', '') ? 0 : 1
  const same = songs.filter(
    (song) =>
      (keys.has(songKey(song.trackName, song.artistName)) ||
        keys.has(songKey(song.trackName, song.artistName.replace(GUESTS, '')))) &&
      distance(song) <= MAX_DIFFERENCE_MS &&
      isAsExplicit(track, song),
  )
  const [first] = same.sort((a, b) => isElsewhere(a) - isElsewhere(b) || distance(a) - distance(b))
  return first ?? null
}

/** iTunes names the first artist, or all of them in one line: "A", "A, B & C". */
function listKeys({ name, artists }: AskedTrack): Set<string> {
  const names = artists.map((artist) => artist.name)
  return new Set([songKey(name, names[0] ?? ''), songKey(name, names.join(' '))])
}

/** `cleaned` is the clean twin of an explicit song, `notExplicit` one that has no twin. */
function isAsExplicit({ explicit }: AskedTrack, { trackExplicitness }: ItunesSong): boolean {
  if (explicit === null || !trackExplicitness) return true
  return explicit === (trackExplicitness === 'explicit')
}
