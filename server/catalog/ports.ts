import type { Calibration } from '../domain/features/calibration'
import type { Derivable, Description } from '../domain/features/describe-values'
import type { FeatureSet, FeatureSource } from '../domain/features/features'
import type { Key } from '../domain/harmony'
import type { IngestReport, Waiting } from '../domain/job'
import type { JobEvent, TrackFailure } from '../domain/job-event'
import type { IncomingPlaylist, Playlist } from '../domain/playlist'
import type { Scaler } from '../domain/features/scaler'
import type { ClickKind } from '../taste/domain/click'
import type { IncomingTrack, Track } from '../domain/track'
import type { AudioAnalysis } from '../domain/sound-analysis'
import type { Override } from '../recordings/domain/override'

/** Types that services and the adapters behind them share; each service names in its `deps` what it uses of them. */

/** What a track is known by: its id and its keys in the catalog. */
export type TrackKeys = {
  publicId: string
  song: string
  /** Of its artists, in their order. */
  artists: string[]
  album: string | null
}
/**
 * With `replaces` what a file says goes before what files said before it, never before what Spotify says. `features` are
 * one set of a source at most.
 */
export type KeyedTrack = {
  track: IncomingTrack
  source: 'spotify' | 'file'
  keys: TrackKeys
  features?: readonly FeatureSet[]
  replaces?: boolean
}
/** A track as all rows of a batch say it. */
export type UniqueTrack = KeyedTrack & { sets: SetToSave[] }
/** `id` is the catalog's own number (as text, because it is a 64-bit integer); it is also the id in the index. */
export type SavedTrack = {
  id: string
  publicId: string
  change: 'added' | 'updated' | 'unchanged'
}
/** A track that a batch wrote. */
export type WrittenTrack = SavedTrack & {
  /** One each of those that have the song or the ISRC which it had before: they may belong together in another way now. */
  formerGroup?: string[]
}
/** A set of values; `replaces` as in KeyedTrack. */
export type SetToSave = { features: FeatureSet; replaces: boolean }
export type FeaturesToSave = SetToSave & { trackId: string }
/** `calibration` as in `ToDerive`. */
export type VectorToSave = {
  trackId: string
  mask: number
  shaped: Float32Array
  calibration: number | null
}

/** n vectors: ids [n], shaped [n × DIMENSIONS] row-major, and the change number they reach. */
export type StoredVectors = { ids: BigInt64Array; shaped: Float32Array; lastSeq: number }

/** What changed since a change number; `removed` are the ids that are gone. */
export type ChangedVectors = StoredVectors & { removed: BigInt64Array }

/** What a track's vector is derived from, and what it is explained by too. */
export type ToDerive = Derivable & { trackId: string }
export type Described = Description & { trackId: string }

/** What a way from track to track looks at besides their vectors. */
export type Sound = {
  /** 0…1; null where no source says. */
  energy: number | null
  /** null where no source says. */
  key: Key | null
}
/** A track as answers show it, and what it is explained by. */
export type Card = { track: Track; described: Described }

/** A stored calibration; id 0 where none was ever fitted. */
export type StoredCalibration = { id: number; maps: Calibration }

/** Order in which sources are believed: the first that has a value gives it. */
export type Precedence = readonly FeatureSource[]

/** Everything that one batch of tracks writes, inside one transaction. */
export type CatalogTransaction = {
  /** Writes tracks, each once, with their artists, albums and credits; by public id. */
  saveTracks: (tracks: readonly UniqueTrack[]) => Promise<Map<string, WrittenTrack>>
  /** Writes values of tracks; the ids of those whose values are new or changed. */
  saveFeatures: (batch: FeaturesToSave[]) => Promise<string[]>
  findVectorInputs: (trackIds: string[], precedence: Precedence) => Promise<Map<string, Described>>
  findCalibration: () => Promise<StoredCalibration>
  saveVectors: (batch: VectorToSave[], spec: number) => Promise<void>
  /** Has every process hear that something that goes with these vectors changed. */
  touchVectors: (trackIds: string[]) => Promise<void>
  /** Derives the recordings of tracks; the ids of those that belong to another one than before. */
  regroup: (trackIds: string[]) => Promise<string[]>
  saveOverride: (override: OverrideToSave) => Promise<void>
  /** Undoes the newest decision about a track (public id) that stands; null where none does. */
  undoOverride: (track: string, by: string) => Promise<Override | null>
  /** Takes vectors out of the catalog's index; what they were derived from stays. */
  removeVectors: (trackIds: string[]) => Promise<void>
  /** Adds the next items to a reading, and says how far it is then. */
  stageItems: (readingId: string, items: PlaylistItemToSave[], reached: ReadingProgress) => Promise<void>
  /** Says how far the import of a file is. */
  saveImportProgress: (key: FileKey, reached: ImportProgress) => Promise<void>
}
export type OverrideToSave = Omit<Override, 'number'> & { why: string; by: string }
/** With the fence of the lock that the work is done under, nothing is written for a holder that lost it: LOCK_LOST. */
export type TransactionOptions = { fence?: Fence }
export type CatalogStore = {
  /** One at a time. What `work` asks waits for those before, and none of it is kept where the fence is lost: LOCK_LOST. */
  transaction: <T>(work: (tx: CatalogTransaction) => Promise<T>, options?: TransactionOptions) => Promise<T>
  /** What a track is known by. Cheap, and no question to the database. */
  toKeys: (track: IncomingTrack) => TrackKeys
}

/** Tells the index that vectors were committed; resolves when they are searchable. */
export type IndexFollower = { follow: () => Promise<void> }

export type PlaylistItemToSave = {
  position: number
  trackId: string | null
  addedAt: Date | null
  skippedName: string | null
  skippedReason: string | null
}
/** A playlist without its items. */
export type PlaylistHead = {
  publicId: string
  playlist: IncomingPlaylist
  source: 'spotify' | 'file'
  access: PlaylistAccess
}
export type PlaylistToSave = PlaylistHead & { items: PlaylistItemToSave[] }
export type StoredPlaylist = { id: string; snapshotId: string | null; playlist: Playlist }

/** What is read: `state` names the state that the list has at its source, null where nothing does. */
export type ReadingKey = { publicId: string; state: string | null; reader: string | null }
/** The place that comes next, and what the items before it came to. */
export type ReadingProgress = { position: number; report: IngestReport }
/** A playlist that was read up to `position`; `seen` are the public ids of the tracks before it. */
export type Reading = { id: string; position: number; report: IngestReport | null; seen: string[] }

/** A file: its content, and the name that its lists are named by. */
export type FileKey = { sha256: string; filename: string }
/** So many entries of a file are done, rows and lines that are none, and what they came to. */
export type ImportProgress = { entries: number; report: IngestReport }

/**
 * How a job says where it stands; `total` null while it is not known. Cheap: it may be called for every item. Who
 * listens may also take what the job waits for (null: it goes on) and the items that it could not do.
 */
export type Progress = {
  (stage: string, done: number, total: number | null): void
  waitFor?: (waiting: Waiting | null) => void
  addFailures?: (failures: readonly TrackFailure[]) => void
}

export type LoggedEvent = { id: string; event: JobEvent }

/** What was told of jobs, in order, a bounded number of events of each. Ids are of one job, and never used again. */
export type ProgressLog = {
  append: (jobId: string, event: JobEvent) => Promise<string>
  /**
   * Up to `limit` events behind the id `after` (LOG_START: from the oldest kept), oldest first; `gap` where events
   * behind it are no longer kept.
   */
  read: (jobId: string, after: string, limit: number) => Promise<{ events: LoggedEvent[]; gap: boolean }>
  /** Id of the newest event; LOG_START where there is none. */
  findLast: (jobId: string) => Promise<string>
  /**
   * Calls back with the id of a job of which there may be something new. It may stay silent while its connection is
   * away; whoever relies on it looks now and then.
   */
  listen: (wake: (jobId: string) => void) => Promise<{ stop: () => Promise<void> }>
}

/** Exact; FAISS's inverted lists; pgvector's graph; CockroachDB's tree. */
export type IndexKind = 'flat' | 'ivf' | 'hnsw' | 'cspann'

/** An index version as it is stored beside its file, or its table. */
export type IndexVersion = {
  version: number
  state: 'current' | 'kept' | 'refused'
  spec: number
  kind: IndexKind
  count: number
  nlist: number | null
  nprobe: number | null
  /** How many candidates a search keeps on its way; of `cspann`, how many partitions it looks at. */
  efSearch: number | null
  recall: number | null
  changeSeq: number
  scaler: Scaler
  /** Id of the calibration that its vectors were derived with; null for none. */
  calibration: number | null
  file: string
  bytes: number
  checksum: string
  buildMs: number
  createdAt: Date
  /** Why it was refused; null where it was not. */
  reason: string | null
}
export type NewIndexVersion = Omit<IndexVersion, 'version' | 'state' | 'createdAt' | 'reason'>

/** The file of an index version in one folder: what was built elsewhere, or later, has other bytes. */
export type IndexFile = Pick<IndexVersion, 'checksum' | 'nlist' | 'nprobe' | 'changeSeq'> & {
  /** IndexVersion.file, by which every process knows the version. */
  file: string
  /** Id of the folder. */
  folder: string
  /** What it is called in that folder. */
  name: string
  /** The machine that wrote it. */
  host: string
  kind: 'flat' | 'ivf'
}

/** Search in the index in use. */
export type VectorSearch = {
  /**
   * Per query vector [n × d]: its k nearest, best first, with their vectors [k × d], of `include` where given (then
   * exactly).
   */
  searchVectors: (
    queries: Float32Array,
    k: number,
    include?: BigInt64Array,
  ) => Promise<{ ids: BigInt64Array; vectors: Float32Array }[]>
  /** Unit vectors [n × d] of members, in the order of `ids`. */
  readVectors: (ids: string[]) => Promise<Float32Array>
  describe: () => { version: number; count: number }
}

/** What the sources say of a track, a set of each; `reason` says why there is none, source by source. */
export type TrackDescription = { sets: FeatureSet[]; reason: string | null }

/**
 * Describes tracks with a Spotify id by the sources in their order: one entry per id. A source that fails leaves its
 * tracks to the next; only the signal ends it. `progress` is told how many are described, after each source.
 */
export type FeatureLookup = {
  describe: (
    tracks: readonly IncomingTrack[],
    options?: { signal?: AbortSignal; progress?: (described: number, total: number) => void },
  ) => Promise<Map<string, TrackDescription>>
}

/**
 * Listens to a file of audio. Its bytes are handed over: they need a buffer of their own and are gone afterwards. A file
 * longer than `maxSeconds` is refused. Throws the AUDIO_… errors, BUSY, TIMED_OUT or CANCELLED.
 */
export type AudioAnalyser = {
  analyse: (
    bytes: Uint8Array<ArrayBuffer>,
    options?: { signal?: AbortSignal; maxSeconds?: number },
  ) => Promise<AudioAnalysis>
}

/** Which holder of a lock writes: a later one has another token, and Postgres knows the newest. */
export type Fence = { name: string; token: number }
/** `signal` aborts when the lock is lost. A holder that was frozen hears of it too late: each write names the fence. */
export type Held = { signal: AbortSignal; fence: Fence }

/**
 * Runs `work` while no other process works on `name`. Throws LOCKED, or REDIS_UNREACHABLE; and LOCK_LOST where the work
 * failed after the lock was lost.
 */
export type Locks = { using: <T>(name: string, work: (held: Held) => Promise<T>) => Promise<T> }

/**
 * Numbers that all processes count together: adds `by` to the number of `key`, which is forgotten `ttlSeconds` later, and
 * gives it with those of `others`, as they are then (0 where there is none). Throws where they cannot be asked in time.
 */
export type SharedCounts = {
  add: (key: string, by: number, ttlSeconds: number, others?: readonly string[]) => Promise<number[]>
}
/** A pace that all processes keep together: takes the next turn, and gives the milliseconds until it comes. */
export type SharedPace = { take: () => Promise<number> }

/** Own ids of the track and of the track that the click was an answer to. */
export type NewClick = { listenerId: string; trackId: string; kind: ClickKind; seedId: string | null }
export type StoredClick = {
  id: string
  trackId: string
  publicId: string
  kind: ClickKind
  seedId: string | null
  seedPublicId: string | null
  at: Date
}

/** A token that only the key named by `keyId` opens. */
export type Sealed = { keyId: string; bytes: Buffer }
export type TokenSealer = {
  seal: (text: string, purpose: string) => Sealed
  /** null for what was changed, sealed for something else, or sealed with a key that is no longer there. */
  open: (sealed: Sealed, purpose: string) => string | null
}

/** Tokens as Spotify grants them; `refreshToken` null where the one before stays. */
export type GrantedTokens = { accessToken: string; refreshToken: string | null; expiresAt: Date }

/** A connected account as it is stored: both tokens sealed with the key `keyId`. */
export type StoredAccount = {
  userId: string
  accountId: string
  keyId: string
  access: Buffer
  refresh: Buffer
  accessExpiresAt: Date
}
export type SealedTokens = Pick<StoredAccount, 'keyId' | 'access' | 'refresh' | 'accessExpiresAt'>

/** Who sees a playlist: everybody, or only its readers, of whom `userId` is one from now on. */
export type PlaylistAccess = { restricted: false } | { restricted: true; userId: string }
