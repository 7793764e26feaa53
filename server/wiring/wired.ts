import type { Env } from './env'
import type { ClipIntake } from '../files/clip-intake'
import type { Uploads } from '../files/uploads'
import type { Logger } from '../observability/logger'
import type { Accounts } from './accounts'
import type { createAnswerCache } from './cache'
import type { JobProgress } from './progress'
import type { Jobs } from './jobs'
import type { SpotifyConnection } from './spotify'
import type { Sql } from '~db/client'
import type { Redis } from '../redis/client'
import type { FileImportRepository } from '../catalog/store/file-import.repository'
import type { PlaylistRepository } from '../ingestion/playlists/playlist.repository'
import type { ReadingRepository } from '../catalog/store/reading.repository'
import type { SongRepository } from '../ingestion/song.repository'
import type { TokenRepository } from '../accounts/token.repository'
import type { ClickRepository } from '../taste/click.repository'
import type { TrackRepository } from '../catalog/store/track.repository'
import type { createKeptSummaryRepository } from '../catalog/summary/kept-summary.repository'
import type { VersionRepository } from '../catalog/store/version.repository'
import type { QualityRepository } from '../quality/quality.repository'
import type {
  AudioAnalyser,
  CatalogStore,
  FeatureLookup,
  Precedence,
  Locks,
  StoredCalibration,
  VectorSearch,
} from '../catalog/ports'
import type { NameLookup } from './names'
import type { IndexManager } from '../vector-index/index-manager'

/** What use cases are made from. */
export type Wired = {
  accounts: Accounts
  env: Env
  log: Logger
  sql: Sql
  redis: Redis | null
  keeper: IndexManager
  jobs: Jobs
  progress: JobProgress
  uploads: Uploads
  tracks: TrackRepository
  clicks: ClickRepository
  playlists: PlaylistRepository
  songs: SongRepository
  tokens: TokenRepository
  versions: VersionRepository
  spotify: SpotifyConnection
  serviceSecret: string
  precedence: Precedence
  catalog: CatalogStore
  features: FeatureLookup
  locks: Locks
  readings: ReadingRepository
  imports: FileImportRepository
  index: VectorSearch
  names: NameLookup
  audio: AudioAnalyser
  clips: ClipIntake
  findCalibration: () => Promise<StoredCalibration>
  quality: QualityRepository
  keptSummary: ReturnType<typeof createKeptSummaryRepository>
  answers: Awaited<ReturnType<typeof createAnswerCache>>
}
