import { z } from 'zod'
import type { IncomingTrack } from './track'
import { FeatureSource } from './features'
import { Track } from './track'

/** A playlist as its source names it, before it is stored. */
export type IncomingPlaylist = {
  spotifyId: string | null
  name: string
  description: string | null
  ownerName: string | null
  snapshotId: string | null
  /** Where there is no snapshotId: changes with the list, as far as one can tell. Good for going on with a reading. */
  contentKey?: string
  imageUrl: string | null
  total: number
  /** Whether everybody may see it; null where the source does not say. */
  isPublic: boolean | null
  /** The first places in order, where they came with the rest and need not be asked for. */
  opening: IncomingItem[]
}

/** One place in a playlist. `track` is null for what cannot be a track here, with the reason. */
export type IncomingItem =
  | { position: number; addedAt: Date | null; track: IncomingTrack }
  | { position: number; addedAt: Date | null; track: null; name: string; reason: string }

export const Playlist = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  ownerName: z.string().nullable(),
  imageUrl: z.string().nullable(),
  spotifyUrl: z.string().nullable(),
  trackCount: z.number().int(),
  fetchedAt: z.string(),
})
export type Playlist = z.infer<typeof Playlist>

/** A bar of a histogram. */
const Bin = z.object({ label: z.string(), count: z.number().int() })
export type Bin = z.infer<typeof Bin>

/** What a playlist holds and sounds like, as data; pages draw it. */
export const PlaylistSummary = z.object({
  playlist: Playlist,
  /** Items in the playlist, with repeats. */
  items: z.number().int(),
  tracks: z.number().int(),
  searchable: z.number().int(),
  duplicates: z.number().int(),
  skipped: z.array(z.object({ position: z.number().int(), name: z.string(), reason: z.string() })),
  durationMs: z.number().int(),
  /** Tracks with at least one value, by source. */
  featureCoverage: z.array(z.object({ source: FeatureSource, tracks: z.number().int() })),
  tempo: z.array(Bin),
  keys: z.array(Bin),
  decades: z.array(Bin),
  artists: z.array(Bin),
  /** Mean of each mood value over the tracks that have it; null where none has. */
  mood: z.object({
    energy: z.number().nullable(),
    valence: z.number().nullable(),
    danceability: z.number().nullable(),
    acousticness: z.number().nullable(),
    instrumentalness: z.number().nullable(),
  }),
  /** Nearest to and farthest from the playlist's mean vector. */
  mostCentral: z.array(Track),
  mostUnusual: z.array(Track),
})
export type PlaylistSummary = z.infer<typeof PlaylistSummary>
