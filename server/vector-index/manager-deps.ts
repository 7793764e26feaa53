import type { Logger } from '../observability/logger'
import type { AcceptVersion } from './accept-version'
import type { IndexStore, VectorSource, VersionStore } from './ports'

export type Deps = {
  store: IndexStore
  versions: VersionStore
  vectors: VectorSource
  acceptVersion: AcceptVersion
  log: Logger
  /** Brings what vectors are derived from up to date before a build; gives the id of the calibration they have then. */
  prepare?: () => Promise<number | null>
  /** Told when a new version is in use. */
  onBuilt?: () => void
}
