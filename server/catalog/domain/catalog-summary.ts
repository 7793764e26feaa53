import { z } from 'zod'
import { Bin, BlockCoverage, Distributions } from '../../domain/distributions'
import { FeatureSource } from '../../domain/features/features'
import { SharedTracks } from '../../domain/playlist'
import { Track } from '../../domain/track'

/** Nearest neighbours that say how central or how unusual a track is. */
export const EXTREME_NEIGHBOURS = 10

/** What reading files and playlists did lately. Reasons are those of the items that the reports name. */
export const RecentJobs = z.object({
  days: z.number().int(),
  jobs: z.number().int(),
  read: z.number().int(),
  added: z.number().int(),
  /** Known before: updated or unchanged. */
  known: z.number().int(),
  /** Further rows of a track that an earlier row had given. */
  merged: z.number().int(),
  skipped: z.number().int(),
  /** Stored, but no source knows how they sound. */
  undescribed: z.number().int(),
  reasons: z.array(Bin),
})
export type RecentJobs = z.infer<typeof RecentJobs>

export const CatalogCounts = z.object({
  tracks: z.number().int(),
  /** Releases of one recording count as one. */
  recordings: z.number().int(),
  artists: z.number().int(),
  albums: z.number().int(),
  /** Those that everybody may see. */
  playlists: z.number().int(),
  searchable: z.number().int(),
})
export type CatalogCounts = z.infer<typeof CatalogCounts>

/** What a catalog holds and sounds like, as data; pages draw it. */
export const CatalogSummary = z.object({
  /** When it was counted. */
  at: z.string(),
  counts: CatalogCounts,
  recent: RecentJobs,
  /** Tracks with at least one value, by source. */
  featureCoverage: z.array(z.object({ source: FeatureSource, tracks: z.number().int() })),
  /** Searchable tracks with at least one value of each block of the feature space. */
  blocks: z.array(BlockCoverage),
  /** Searchable tracks that the distributions are drawn from: all of them, or a sample. */
  drawnFrom: z.number().int(),
  ...Distributions.shape,
  /** Tracks that were asked for their neighbours to find the next two. */
  asked: z.number().int(),
  /** The tracks that stand in the most lists of nearest neighbours, with the number of lists. */
  mostCentral: z.array(z.object({ track: Track, lists: z.number().int() })),
  /** The tracks with the least mean cosine to their nearest neighbours, with that mean. */
  mostUnusual: z.array(z.object({ track: Track, likeness: z.number() })),
  /** Recordings that are there in several releases, and the tracks they are. */
  releases: SharedTracks,
  /** ISRCs that several tracks have, and those tracks. */
  isrcTwins: SharedTracks,
  /** The recordings with the most releases, by one of them. */
  mostReleased: z.array(z.object({ track: Track, releases: z.number().int() })),
})
export type CatalogSummary = z.infer<typeof CatalogSummary>
