import { z } from 'zod'
import { toStorableText } from '../domain/input/storable-text'

/**
 * Bodies of the Spotify Web API, read so that both generations parse: every field may be absent, unknown fields are
 * ignored, a field of another type than documented is as if it were null (one odd value costs no track, one odd track
 * no page); `items ?? tracks` and `item ?? track` are settled in to-incoming.ts. Facts: developer.spotify.com, the
 * February 2026 changes.
 */
const orNull = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null)
const listOf = <T extends z.ZodType>(schema: T) => orNull(z.array(schema.nullable().catch(null)))
const text = orNull(z.string().transform(toStorableText))
const number = orNull(z.number())
const flag = orNull(z.boolean())
const Urls = orNull(z.object({ spotify: text }))
const Image = z.object({ url: text, width: number, height: number })

export const ArtistBody = z.object({ id: text, name: text, genres: listOf(z.string()) })

const AlbumBody = z.object({
  id: text,
  name: text,
  release_date: text,
  images: listOf(Image),
})

export const TrackBody = z.object({
  id: text,
  name: text,
  type: text,
  uri: text,
  artists: listOf(ArtistBody),
  album: orNull(AlbumBody),
  duration_ms: number,
  explicit: flag,
  is_local: flag,
  popularity: number,
  external_ids: orNull(z.object({ isrc: text })),
  external_urls: Urls,
  linked_from: orNull(z.object({ id: text })),
})
export type TrackBody = z.infer<typeof TrackBody>

/** Nulls stand for ids that Spotify does not know. */
export const TracksBody = z.object({ tracks: z.array(TrackBody.nullable().catch(null)) })

export const SearchBody = z.object({
  tracks: orNull(z.object({ items: listOf(TrackBody) })),
})

export const ItemBody = z.object({
  added_at: text,
  is_local: flag,
  item: orNull(TrackBody),
  track: orNull(TrackBody),
})
export type ItemBody = z.infer<typeof ItemBody>

export const ItemPage = z.object({
  items: z.array(ItemBody.nullable().catch(null)),
  limit: number,
  next: text,
  offset: number,
  total: number,
})
export type ItemPage = z.infer<typeof ItemPage>

/** In a playlist's head: its first page where the user may read it; in lists of playlists the total alone. */
const OpeningPage = z.object({ items: listOf(ItemBody), limit: number, offset: number, total: number })

export const PlaylistBody = z.object({
  id: text,
  name: text,
  description: text,
  owner: orNull(z.object({ id: text, display_name: text })),
  images: listOf(Image),
  public: orNull(z.boolean()),
  snapshot_id: text,
  items: orNull(OpeningPage),
  tracks: orNull(OpeningPage),
})
export type PlaylistBody = z.infer<typeof PlaylistBody>

export const PlaylistPage = z.object({ items: z.array(PlaylistBody.nullable()), total: number, next: text })

/** Of the fields that say who somebody is, these two are what new apps still get. */
export const ProfileBody = z.object({ id: z.string().min(1), display_name: text })

export const AudioFeaturesBody = z.object({
  id: text,
  danceability: number,
  energy: number,
  valence: number,
  acousticness: number,
  instrumentalness: number,
  liveness: number,
  speechiness: number,
  loudness: number,
  tempo: number,
  key: number,
  mode: number,
  time_signature: number,
})
export type AudioFeaturesBody = z.infer<typeof AudioFeaturesBody>
export const AudioFeaturesBatch = z.object({
  audio_features: z.array(AudioFeaturesBody.nullable().catch(null)),
})

export const TokenBody = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

/** Error bodies come as {error: {status, message, reason}}, of old as {error: {type, description}}, as {error: "code"}, as text, as HTML, or empty. */
export const ErrorBody = z.object({
  error: orNull(z.union([z.string(), z.object({ message: text, description: text, reason: text })])),
  error_description: text,
})
