import { z } from 'zod'

/**
 * Bodies of the Spotify Web API, read so that both generations parse: every field may be absent, unknown fields are
 * ignored, `items ?? tracks` and `item ?? track` are settled in to-incoming.ts. Facts: developer.spotify.com, the
 * February 2026 changes.
 */
const text = z.string().nullish()
const number = z.number().nullish()
const Urls = z.object({ spotify: text }).nullish()
const Image = z.object({ url: z.string(), width: number, height: number })

export const ArtistBody = z.object({ id: text, name: text, genres: z.array(z.string()).nullish() })

const AlbumBody = z.object({
  id: text,
  name: text,
  release_date: text,
  images: z.array(Image).nullish(),
})

export const TrackBody = z.object({
  id: text,
  name: text,
  type: text,
  uri: text,
  artists: z.array(ArtistBody).nullish(),
  album: AlbumBody.nullish(),
  duration_ms: number,
  explicit: z.boolean().nullish(),
  is_local: z.boolean().nullish(),
  popularity: number,
  external_ids: z.object({ isrc: text }).nullish(),
  external_urls: Urls,
  linked_from: z.object({ id: text }).nullish(),
})
export type TrackBody = z.infer<typeof TrackBody>

export const SearchBody = z.object({
  tracks: z.object({ items: z.array(TrackBody.nullable()).nullish() }).nullish(),
})

export const ItemBody = z.object({
  added_at: text,
  is_local: z.boolean().nullish(),
  item: TrackBody.nullish(),
  track: TrackBody.nullish(),
})
export type ItemBody = z.infer<typeof ItemBody>

export const ItemPage = z.object({
  items: z.array(ItemBody.nullable()),
  limit: number,
  next: text,
  offset: number,
  total: number,
})
export type ItemPage = z.infer<typeof ItemPage>

export const PlaylistBody = z.object({
  id: text,
  name: text,
  description: text,
  owner: z.object({ id: text, display_name: text }).nullish(),
  images: z.array(Image).nullish(),
  public: z.boolean().nullish(),
  snapshot_id: text,
  items: z.object({ total: number }).nullish(),
  tracks: z.object({ total: number }).nullish(),
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
export const AudioFeaturesBatch = z.object({ audio_features: z.array(AudioFeaturesBody.nullable()) })

export const TokenBody = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

/** Error bodies come as {error: {status, message, reason}}, as {error: "code"}, as text, as HTML, or empty. */
export const ErrorBody = z.object({
  error: z.union([z.string(), z.object({ message: text, reason: text })]).nullish(),
  error_description: text,
})
