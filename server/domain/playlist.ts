import { z } from 'zod'
import type { IncomingTrack } from './track'
import { Bin, BlockCoverage, Distributions } from './distributions'
import { FeatureSource } from './features/features'
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

export const SharedTracks = z.object({ groups: z.number().int(), tracks: z.number().int() })

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
  /** Searchable tracks with at least one value of each block of the feature space. */
  blocks: z.array(BlockCoverage),
  artists: z.array(Bin),
  ...Distributions.shape,
  /** Recordings that are there in several releases, and the tracks they are. */
  releases: SharedTracks,
  /** ISRCs that several tracks have, and those tracks: the surest of the releases above. */
  isrcTwins: SharedTracks,
  /** Nearest to and farthest from the playlist's mean vector. */
  mostCentral: z.array(Track),
  mostUnusual: z.array(Track),
})
export type PlaylistSummary = z.infer<typeof PlaylistSummary>
