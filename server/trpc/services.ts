import type { RunEvaluation } from '../domain/evaluation/limits'
import type { StoredQuality } from '../domain/evaluation/report'
import type { Doctor } from '../domain/doctor'
import type { Drift } from '../domain/drift'
import type { Job } from '../domain/job'
import type { MatchedLine } from '../domain/matched-line'
import type { Playlist, PlaylistSummary } from '../domain/playlist'
import type { Mode, Recommendation } from '../domain/recommendation'
import type { Track } from '../domain/track'
import type { ContinuedList, ContinueManyOptions, SeedList } from '../services/continue-many'
import type { FindSimilarInput } from '../services/find-similar'
import type { IndexCheck } from '../vector-index/verify-versions'
import type { OpenedLink } from '../services/open-link'
import type { Upload } from './context'

export type CatalogOverview = {
  tracks: number
  searchable: number
  artists: number
  playlists: Playlist[]
  examples: Track[]
  index: {
    version: number
    kind: 'flat' | 'ivf'
    count: number
    builtAt: string
    nprobe: number | null
    recall: number | null
  } | null
  spotify: 'sandbox' | 'connected'
}

export type IndexVersionView = {
  version: number
  state: 'current' | 'kept' | 'refused'
  spec: number
  kind: 'flat' | 'ivf'
  count: number
  nlist: number | null
  nprobe: number | null
  recall: number | null
  builtAt: string
  buildSeconds: number
  bytes: number
  /** Why it was refused; null where it was not. */
  reason: string | null
}
export type IndexStatus = {
  current: IndexVersionView | null
  /** Searchable now: the version's vectors and what was added since. */
  live: number
  /** What came since the build; null where there is no index. */
  drift: Drift | null
  tracks: number
  searchable: number
  versions: IndexVersionView[]
}

export type Neighbours = { id: string; neighbours: { id: string; score: number }[] }

/** The use cases that procedures call, wired by the container. */
export type Services = {
  overview: () => Promise<CatalogOverview>
  openLink: (text: string, signal: AbortSignal) => Promise<OpenedLink>
  openTracks: (texts: string[], signal: AbortSignal) => Promise<string[]>
  matchLines: (text: string, signal: AbortSignal) => Promise<MatchedLine[]>
  findSimilar: (input: FindSimilarInput) => Promise<Recommendation>
  findNeighbours: (ids: string[], options: { k: number; mode: Mode }) => Promise<Neighbours[]>
  continueMany: (lists: SeedList[], options: ContinueManyOptions) => Promise<ContinuedList[]>
  listTrackIds: (after: string | null, limit: number) => Promise<{ ids: string[]; next: string | null }>
  summarisePlaylist: (id: string) => Promise<{ summary: PlaylistSummary | null; job: Job | null }>
  getJob: (id: string) => Promise<Job>
  listJobs: (limit: number) => Promise<Job[]>
  importFile: (body: ReadableStream, upload: Upload) => Promise<Job>
  indexStatus: () => Promise<IndexStatus>
  rebuildIndex: () => Promise<Job>
  /** What was measured of the current index version, or of the newest that was measured. */
  latestQuality: () => Promise<StoredQuality | null>
  runEvaluation: (input: RunEvaluation) => Promise<Job>
  rollBackIndex: (version?: number) => Promise<IndexStatus>
  /** What this instance may do and stands on. */
  examine: () => Promise<Doctor>
  verifyIndex: () => Promise<IndexCheck>
}
