import { z } from 'zod'
import { FeatureSource } from './features/features'

/** What a track is called that has an id and no title, or no artist. */
export const UNTITLED = 'Untitled'
export const UNKNOWN_ARTIST = 'Unknown artist'

/** A track as a source names it, before it is stored. Ids are Spotify ids where the source has them. */
export type IncomingTrack = {
  /** 22-character Spotify id, or null for a track that only a file knows. */
  spotifyId: string | null
  name: string
  artists: { spotifyId: string | null; name: string }[]
  album: IncomingAlbum | null
  durationMs: number | null
  isrc: string | null
  explicit: boolean | null
  popularity: number | null
  releaseYear: number | null
  genres: string[]
}

export type IncomingAlbum = {
  spotifyId: string | null
  name: string
  releaseDate: string | null
  imageUrl: string | null
}

/** A track of the catalog as pages and tools see it. `id` is its public id: the Spotify id where it has one. */
export const Track = z.object({
  id: z.string(),
  name: z.string(),
  artists: z.array(z.object({ name: z.string(), spotifyUrl: z.string().nullable() })),
  album: z.string().nullable(),
  imageUrl: z.string().nullable(),
  durationMs: z.number().int().nullable(),
  releaseYear: z.number().int().nullable(),
  isrc: z.string().nullable(),
  explicit: z.boolean().nullable(),
  spotifyUrl: z.string().nullable(),
  genres: z.array(z.string()),
  featureSources: z.array(FeatureSource),
})
export type Track = z.infer<typeof Track>

/** "Artist, Artist": how a track's artists are written in a sentence. */
export function artistLine(track: Pick<Track, 'artists'>): string {
  return track.artists.map((artist) => artist.name).join(', ')
}
