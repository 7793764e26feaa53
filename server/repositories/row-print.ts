import { hash } from 'node:crypto'
import type { FeatureSet } from '../domain/features'
import type { IncomingTrack } from '../domain/track'
import type { ValueKeys } from '../services/ports'

/**
 * A hash of everything that a file says of a track, and of the key of its song, which is derived from it: equal prints
 * would write the same row.
 */
export function printTrack(track: IncomingTrack, song: string): string {
  const { spotifyId, name, artists, album, durationMs, isrc, explicit, popularity, releaseYear, genres } =
    track
  // One flat list, with the lengths of those in it: nested ones take twice as long.
  const facts = [spotifyId, name, song, durationMs, isrc, explicit, popularity, releaseYear]
  facts.push(artists.length, genres.length)
  for (const genre of genres) facts.push(genre)
  for (const artist of artists) facts.push(artist.name, artist.spotifyId)
  if (album) facts.push(album.name, album.spotifyId, album.releaseDate, album.imageUrl)
  return print(JSON.stringify(facts))
}

/** How a set of values is written, and a hash of it and of what measured them. */
export function toValueKeys({ extractor, values }: Pick<FeatureSet, 'extractor' | 'values'>): ValueKeys {
  const json = JSON.stringify(values)
  return { print: print(`${extractor}\n${json}`), json }
}

/** 128 bits: no two of a billion rows are alike by chance. Not a secret, and no shield against forgery. */
const print = (text: string): string => hash('md5', text, 'base64url')
