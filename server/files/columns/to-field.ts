import type { Field } from './fields'
import { MAX_HEADER, readHeader, type HeaderWords } from './header-words'
import { NOISE_WORDS, VALUES, fold, type Concept } from './words'

/** What a header name stands for; of several columns of a field the lowest rank is taken. */
export type Meaning = { field: Field; rank: number }

/** What a header name stands for by its words; null where it is none of a track's fields. */
export function toMeaning(name: string): Meaning | null {
  if (name.length > MAX_HEADER) return null
  const { concepts, hasUnknown, words } = readHeader(name)
  const value = toValue(name, words)
  if (value) return value
  // Dutch for a song, and German for a number: its cells tell which.
  if (words.includes('nummer') && !hasUnknown && isOnly(concepts, ['number', 'name', 'title'])) {
    return { field: 'title', rank: concepts.size > 1 ? 2 : 3 }
  }
  if (hasUnknown || concepts.size === 0) return null
  return fromConcepts(concepts)
}

/** Words beside the name of a value: "audio_features.energy", "Loudness (LUFS)". */
const BESIDE_VALUES = new Set('audio features feature percent percentage pct prozent lufs dbfs'.split(' '))

/** A value under Spotify's name or another one: "energy_%", "BPM (Tempo)", "nrgy". */
function toValue(name: string, words: readonly string[]): Meaning | null {
  const squashed = fold(name).replace(/[^\p{L}\p{N}]/gu, '')
  const exact = VALUES.get(squashed)
  if (exact) return { field: exact, rank: squashed === exact.replaceAll('_', '') ? 0 : 1 }
  const telling = words.filter((word) => word !== '%' && !NOISE_WORDS.has(word) && !BESIDE_VALUES.has(word))
  const joined = VALUES.get(telling.join(''))
  if (joined) return { field: joined, rank: 1 }
  const [value, ...others] = new Set(telling.map((word) => VALUES.get(word)))
  return value && others.length === 0 ? { field: value, rank: 1 } : null
}

/** True where a header name speaks of titles or artists in a way that `toMeaning` does not understand. */
export function maySpeakOfNames({ concepts }: HeaderWords): boolean {
  if (
    ['id', 'uri', 'url', 'number', 'popularity', 'image', 'genre', 'album'].some((word) =>
      concepts.has(word as Concept),
    )
  ) {
    return false
  }
  return (['track', 'song', 'title', 'artist'] as const).some((word) => concepts.has(word))
}

const isOnly = (concepts: ReadonlySet<Concept>, some: readonly Concept[]): boolean =>
  [...concepts].every((concept) => some.includes(concept))

function fromConcepts(concepts: ReadonlySet<Concept>): Meaning | null {
  const has = (...some: Concept[]) => some.some((concept) => concepts.has(concept))
  const only = (...some: Concept[]) => isOnly(concepts, some)
  if (has('isrc')) return only('isrc', 'track', 'song', 'id') ? { field: 'isrc', rank: 0 } : null
  if (has('playlist')) return fromPlaylist(has, only)
  if (has('duration', 'time')) return fromDuration(has, only)
  if (only('ms', 'track', 'song') && has('ms') && has('track', 'song')) {
    return { field: 'durationMs', rank: 2 }
  }
  if (has('number')) return null
  if (has('album')) return fromAlbum(has, only)
  if (has('artist')) return fromArtist(has, only)
  return fromTrack(has, only)
}

type Test = (...concepts: Concept[]) => boolean

function fromPlaylist(has: Test, only: Test): Meaning | null {
  if (only('playlist', 'name', 'title')) return { field: 'playlistName', rank: has('name', 'title') ? 0 : 1 }
  return only('playlist', 'id', 'uri', 'url') ? { field: 'playlistId', rank: has('url') ? 1 : 0 } : null
}

function fromDuration(has: Test, only: Test): Meaning | null {
  if (!only('duration', 'time', 'ms', 'seconds', 'minutes', 'track', 'song', 'title')) return null
  return { field: 'durationMs', rank: has('ms') ? 0 : has('duration') ? 1 : 3 }
}

function fromAlbum(has: Test, only: Test): Meaning | null {
  if (has('image')) return only('album', 'image', 'url') ? { field: 'albumImage', rank: 0 } : null
  // Where no column names the artists of the track, those of its album are the nearest to it.
  if (has('artist')) return only('album', 'artist', 'name', 'track') ? { field: 'artists', rank: 9 } : null
  if (has('release', 'date', 'year')) {
    if (!only('album', 'track', 'release', 'date', 'year')) return null
    return has('year') ? { field: 'year', rank: 1 } : { field: 'releaseDate', rank: 1 }
  }
  if (has('id', 'uri', 'url')) {
    return only('album', 'track', 'id', 'uri', 'url')
      ? { field: 'albumId', rank: has('id', 'uri') ? 0 : 1 }
      : null
  }
  return only('album', 'name', 'title', 'track', 'song')
    ? { field: 'album', rank: has('name', 'title') ? 0 : 1 }
    : null
}

function fromArtist(has: Test, only: Test): Meaning | null {
  if (has('genre')) return only('artist', 'genre') ? { field: 'genres', rank: 2 } : null
  if (has('id', 'uri', 'url')) {
    return only('artist', 'track', 'id', 'uri', 'url')
      ? { field: 'artistIds', rank: has('url') ? 1 : 0 }
      : null
  }
  // "Artist - Title": both in one column.
  if (has('title')) return only('artist', 'title', 'song') ? { field: 'title', rank: 6 } : null
  return only('artist', 'name', 'track', 'song') ? { field: 'artists', rank: has('name') ? 1 : 0 } : null
}

function fromTrack(has: Test, only: Test): Meaning | null {
  if (has('popularity')) return only('popularity', 'track', 'song') ? { field: 'popularity', rank: 0 } : null
  if (has('explicit')) return only('explicit', 'track', 'song') ? { field: 'explicit', rank: 0 } : null
  if (has('genre')) {
    return only('genre', 'track', 'song') ? { field: 'genres', rank: has('track', 'song') ? 0 : 1 } : null
  }
  if (has('image')) return only('image', 'url', 'track', 'song') ? { field: 'albumImage', rank: 1 } : null
  if (has('release', 'date', 'year')) {
    if (!only('release', 'date', 'year', 'track', 'song')) return null
    if (has('year')) return { field: 'year', rank: has('release') ? 0 : 1 }
    return has('release') ? { field: 'releaseDate', rank: has('date') ? 0 : 2 } : null
  }
  if (has('uri')) {
    return only('uri', 'track', 'song', 'id') ? { field: 'id', rank: has('track', 'song') ? 0 : 2 } : null
  }
  if (has('id')) {
    return only('id', 'track', 'song') ? { field: 'id', rank: has('track') ? 1 : has('song') ? 3 : 4 } : null
  }
  if (has('url')) {
    return only('url', 'track', 'song') ? { field: 'link', rank: has('track', 'song') ? 0 : 1 } : null
  }
  if (!only('track', 'song', 'title', 'name')) return null
  return { field: 'title', rank: toTitleRank(has) }
}

/** A track before a song, a title, and a mere name: of "Track", "Title" (of the video) and "Name" the first counts. */
function toTitleRank(has: Test): number {
  if (has('track')) return has('name', 'title') ? 0 : 1
  if (has('song')) return has('name', 'title') ? 2 : 3
  return has('title') ? 4 : 5
}
