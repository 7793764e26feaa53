import { separate } from '../../domain/track-lines/separate'
import type { Entry } from './entry'
import { namesOfPath } from './paths/names-of-path'

type Names = Required<Pick<Entry, 'title' | 'artist' | 'album'>>

/** Names of an entry, what is missing taken from a title that is written "artist – title" and from the path of its file. */
export function completeNames(
  { title, artist, album }: Names,
  location: string,
): Names & Pick<Entry, 'year'> {
  if (title !== '' && artist !== '') return { title, artist, album }
  const pair = artist === '' ? separate(title) : null
  if (pair) return { artist: pair[0], title: pair[1], album }
  const ofPath = namesOfPath(location, { counting: new Map(), rising: new Set() })
  return {
    title: title || (ofPath.title ?? ''),
    artist: artist || (ofPath.artist ?? ''),
    album: album || (ofPath.album ?? ''),
    year: ofPath.year ?? null,
  }
}
