import type {
  AccountExport,
  AccountView,
  OwnPlaylists,
  OwnSession,
  SessionUser,
} from '../accounts/domain/account'
import type { Act, AuditEntry } from '../accounts/domain/audit'
import type { NewSignIn } from '../accounts/complete-sign-in'
import type { ClipQuery, ClipRecommendation, HeardClip } from '../clip/domain/clip'
import type { RunEvaluation } from '../quality/domain/limits'
import type { StoredQuality } from '../quality/domain/report'
import type { CatalogSummary } from '../catalog/domain/catalog-summary'
import type { Doctor } from '../status/domain/doctor'
import type { ImportedLists, RemovedImports } from '../accounts/domain/imported'
import type { Drift } from '../domain/features/drift'
import type { Job } from '../domain/job'
import type { WatchPosition } from '../domain/job-event'
import type { FullRef } from '../domain/links/track-ref'
import type { Journey, JourneyInput } from '../journey/domain/journey'
import type { MatchedLine } from '../ingestion/domain/matched-line'
import type { Playlist, PlaylistSummary } from '../domain/playlist'
import type { Mode, Recommendation } from '../similar/domain/recommendation'
import type { Track } from '../domain/track'
import type { Viewer } from '../domain/viewer'
import type { FoundTracks, SearchInput } from '../search/domain/search'
import type { Versions } from '../recordings/domain/override'
import type { ContinuedList, ContinueManyOptions, SeedList } from '../similar/continue-many'
import type { JobDetails, NamedJob } from '../jobs/describe-jobs'
import type { WatchedEvent } from '../jobs/progress/watch-job'
import type { Decision } from '../recordings/decide-versions'
import type { FindSimilarInput } from '../similar/find-similar'
import type { RecordClickInput } from '../taste/record-click'
import type { TasteMarks, TasteView } from '../taste/domain/view'
import type { RetentionRule } from '../catalog/domain/upkeep'
import type { IndexCheck } from '../vector-index/verify-versions'
import type { OpenedLink } from '../ingestion/links/open-link'
import type { IndexKind } from '../catalog/ports'
import type { Upload } from './upload'

export type CatalogOverview = {
  tracks: number
  searchable: number
  artists: number
  playlists: Playlist[]
  examples: Track[]
  index: {
    version: number
    kind: IndexKind
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
  kind: IndexKind
  count: number
  nlist: number | null
  nprobe: number | null
  efSearch: number | null
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

/** What a user may do with what is their own. */
type AccountServices = {
  /** Whom a sign-in at Spotify makes somebody here; gives the user's id. */
  completeSignIn: (signIn: NewSignIn, signal: AbortSignal) => Promise<string>
  describe: (user: SessionUser) => Promise<AccountView>
  listPlaylists: (user: SessionUser, page: number, signal: AbortSignal) => Promise<OwnPlaylists>
  listSessions: (user: SessionUser) => Promise<OwnSession[]>
  /** One of them, or all. */
  endSessions: (user: SessionUser, session: string | null) => Promise<void>
  disconnect: (user: SessionUser) => Promise<void>
  exportAll: (user: SessionUser, listenerId: string) => Promise<AccountExport>
}

/** The use cases that procedures call, wired by the container. */
export type Services = {
  /** With the newest playlists that the viewer may see. */
  overview: (viewer: Viewer) => Promise<CatalogOverview>
  /** What the catalog holds and sounds like; kept until it changes. */
  summariseCatalog: () => Promise<CatalogSummary>
  /** With the token of a user where one is signed in, so that private playlists open. */
  openLink: (text: string, user: SessionUser | null, signal: AbortSignal) => Promise<OpenedLink>
  openTracks: (texts: string[], signal: AbortSignal) => Promise<string[]>
  /** What links name, short links followed; nothing is looked up. */
  resolveLinks: (texts: string[], signal: AbortSignal) => Promise<FullRef[]>
  /** Tracks by name, best first. */
  searchTracks: (input: SearchInput) => Promise<FoundTracks>
  matchLines: (text: string, signal: AbortSignal) => Promise<MatchedLine[]>
  /** With the taste of a listener, or of nobody. */
  findSimilar: (input: FindSimilarInput, listenerId: string | null) => Promise<Recommendation>
  /** Keeps a click of the listener that `ensureListener` gives once it is known to be one. */
  recordClick: (input: RecordClickInput, ensureListener: () => Promise<string>) => Promise<{ id: string }>
  removeClick: (listenerId: string, which: { id: string } | { track: string }) => Promise<void>
  clearTaste: (listenerId: string) => Promise<void>
  showTaste: (listenerId: string | null) => Promise<TasteView>
  markTracks: (listenerId: string | null, tracks: string[]) => Promise<TasteMarks>
  findNeighbours: (ids: string[], options: { k: number; mode: Mode }) => Promise<Neighbours[]>
  /** The body is the file itself; see AUDIO_KINDS. */
  hearClip: (
    body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ) => Promise<HeardClip>
  findSimilarClip: (input: ClipQuery) => Promise<ClipRecommendation>
  clipLimits: () => { maxBytes: number; maxSeconds: number }
  continueMany: (lists: SeedList[], options: ContinueManyOptions) => Promise<ContinuedList[]>
  planJourney: (input: JourneyInput) => Promise<Journey>
  listVersions: (id: string) => Promise<Versions>
  splitVersion: (id: string, decision: Decision) => Promise<Versions>
  joinVersions: (ids: readonly [string, string], decision: Decision) => Promise<Versions>
  undoVersions: (id: string, by: string) => Promise<Versions>
  listTrackIds: (after: string | null, limit: number) => Promise<{ ids: string[]; next: string | null }>
  summarisePlaylist: (
    id: string,
    viewer: Viewer,
  ) => Promise<{ summary: PlaylistSummary | null; job: Job | null }>
  /** Jobs as a viewer sees them: an operator sees that somebody else's is there, and nothing of what is in it. */
  getJob: (id: string, viewer: Viewer) => Promise<Job>
  /** The user for whom alone a job is; null where it is the instance's. */
  findJobOwner: (id: string) => Promise<string | null>
  listJobs: (limit: number, viewer: Viewer) => Promise<Job[]>
  /** With what pages say of jobs besides. */
  describeJob: (id: string, viewer: Viewer) => Promise<JobDetails>
  describeJobs: (limit: number, viewer: Viewer) => Promise<NamedJob[]>
  watchJob: (
    id: string,
    from: WatchPosition | null,
    viewer: Viewer,
    signal: AbortSignal,
  ) => Promise<AsyncIterable<WatchedEvent>>
  /** Starts a job that asks again about the tracks that this one could not describe. */
  retryFailures: (id: string, viewer: Viewer) => Promise<Job>
  cancelJob: (id: string, viewer: Viewer) => Promise<Job>
  resumeJob: (id: string, viewer: Viewer) => Promise<Job>
  accounts: AccountServices
  /** `user` is who is signed in: how many imports one may have under way is bounded. */
  importFile: (body: ReadableStream, upload: Upload, user: SessionUser | null) => Promise<Job>
  /** Keeps who did what; operators read it, the newest first. */
  recordAct: (act: Act) => Promise<void>
  listActs: (limit: number) => Promise<AuditEntry[]>
  importLimits: () => { maxBytes: number }
  /** What a user (null: the instance) imported; without a list, all of it is removed. */
  imported: {
    listLists: (owner: string | null, limit: number) => Promise<ImportedLists>
    remove: (owner: string | null, list: string | null) => Promise<RemovedImports>
  }
  indexStatus: () => Promise<IndexStatus>
  rebuildIndex: () => Promise<Job>
  /** What was measured of the current index version, or of the newest that was measured. */
  latestQuality: () => Promise<StoredQuality | null>
  runEvaluation: (input: RunEvaluation) => Promise<Job>
  rollBackIndex: (version?: number) => Promise<IndexStatus>
  /** What this instance may do and stands on. */
  /** With what Spotify lets `user` do, where somebody is signed in. */
  examine: (user: SessionUser | null) => Promise<Doctor>
  /** With what it lets the person with this Spotify id do. Throws USER_UNKNOWN. */
  examineAccount: (accountId: string) => Promise<Doctor>
  verifyIndex: () => Promise<IndexCheck>
  /** What retention would remove if it ran now. */
  previewRetention: () => Promise<{ rules: RetentionRule[]; overdue: number }>
}
