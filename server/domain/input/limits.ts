/**
 * What the catalog can hold, for whoever reads a file, checks a request or writes a row; the database checks the same
 * (db/migrations). Lengths are in UTF-16 units.
 */
export const LIMITS = {
  title: 1000,
  artist: 500,
  album: 1000,
  playlist: 200,
  genre: 100,
  /** Names of one track, and its genres. */
  artists: 100,
  genres: 100,
  /** The first recordings that can be played again are of 1860; the column checks the same range. */
  year: { min: 1860, max: 2100 },
  durationMs: { min: 1, max: 2 ** 31 - 1 },
  popularity: { min: 0, max: 100 },
} as const

/** The longest text of an indexed key: in UTF-8 three bytes a unit, and a row of an index has 2,704. */
export const MAX_KEY = 800

/** Why a track cannot be stored, as a sentence about its row; null where it can. */
export function whyTooLong({ name, artists }: { name: string; artists: { name: string }[] }): string | null {
  if (name.length > LIMITS.title) return tooLong('title', name.length, LIMITS.title)
  if (artists.length > LIMITS.artists) {
    return `the row names ${String(artists.length)} artists; at most ${String(LIMITS.artists)} are kept`
  }
  const artist = artists.find((each) => each.name.length > LIMITS.artist)
  return artist ? tooLong('name of an artist', artist.name.length, LIMITS.artist) : null
}

function tooLong(what: string, length: number, max: number): string {
  return `the ${what} has ${String(length)} letters; at most ${String(max)} are kept`
}

/** The start of a key that fits into an index; keys that differ behind it are one. */
export function clipKey(key: string, max: number): string {
  return key.length <= max ? key : key.slice(0, max).replace(/[\ud800-\udbff]$/, '')
}
