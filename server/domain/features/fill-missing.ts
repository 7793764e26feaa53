import type { FeatureSet } from './features'
import type { IncomingAlbum, IncomingTrack } from '../track'

/**
 * A track as two rows of files give it: the later one fills what the first leaves open, and genres are collected. The
 * first row itself where nothing is filled.
 */
export function fillTrack(first: IncomingTrack, later: IncomingTrack): IncomingTrack {
  const filled: IncomingTrack = {
    ...first,
    album: first.album ?? later.album,
    durationMs: first.durationMs ?? later.durationMs,
    isrc: first.isrc ?? later.isrc,
    explicit: first.explicit ?? later.explicit,
    popularity: first.popularity ?? later.popularity,
    releaseYear: first.releaseYear ?? later.releaseYear,
    genres: later.genres.every((genre) => first.genres.includes(genre))
      ? first.genres
      : [...new Set([...first.genres, ...later.genres])],
  }
  const names = Object.keys(filled) as (keyof IncomingTrack)[]
  return names.every((name) => filled[name] === first[name]) ? first : filled
}

/** The same of the values of a track; the first set itself where it has all that the later one has. */
export function fillValues(first: FeatureSet, later: FeatureSet): FeatureSet {
  const hasAll = Object.keys(later.values).every((name) => name in first.values)
  return hasAll ? first : { ...first, values: { ...later.values, ...first.values } }
}

/** An album as two rows name it. */
export const fillAlbum = (first: IncomingAlbum, later: IncomingAlbum): IncomingAlbum => ({
  ...first,
  releaseDate: first.releaseDate ?? later.releaseDate,
  imageUrl: first.imageUrl ?? later.imageUrl,
})
