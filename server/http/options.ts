import type { RequestHandler } from 'express'
import type { DomainError } from '../domain/errors'
import type { ClipIntake } from '../files/clip-intake'
import type { ImportIntake } from '../files/import-intake'
import type { Logger } from '../observability/logger'
import type { Metrics } from '../observability/metrics'
import type { Services } from '../wiring/services'
import type { BodyLimits } from './body/collect'
import type { HostRules } from './gate/host'
import type { VerifyToken } from './identity'
import type { ListenerOptions } from './routes/listener'
import type { RequestRates } from './limits/limit-requests'
import type { RefuseData } from './refuse-data'
import type { Uploads } from './routes/uploads'
import type { OpenStreams } from './limits/open-streams'

/** How ready each part of the house is, with the reason. */
type Part = { status: 'ok' | 'down' | 'off'; detail: string }
export type Readiness = { ready: boolean; parts: Record<string, Part> }

export type AppOptions = {
  services: Services
  verifyToken: VerifyToken
  listeners: ListenerOptions
  readiness: () => Promise<Readiness>
  toDomainError: (error: unknown) => DomainError
  /** The Remix request handler, given what loaders get as context. */
  pages: RequestHandler
  /** Refuses what an open page asks for, before `pages` is asked. */
  refuseData: RefuseData
  log: Logger
  metrics: Metrics
  publicDir: string
  openAccess: boolean
  /** Guests may import files: the instance is open, and only this machine reaches it. */
  guestsMayImport: boolean
  /** Serves the sandbox's images and previews below a path of ours; null where Spotify is real. */
  sandboxMedia: { path: string; handle: (request: Request) => Promise<Response> } | null
  /** Only this machine reaches the instance. */
  local: boolean
  secure: boolean
  hstsSubdomains: boolean
  trustProxyHops: number
  hosts: HostRules
  bodyMaxBytes: number
  /** How bodies are read that are not files. */
  bodies: BodyLimits
  uploads: Uploads
  /** Reads a form with a clip into memory, within bounds. */
  readClipForm: ClipIntake['readForm']
  /** Reads a form with a file of tracks while it arrives, within bounds. */
  readImportForm: ImportIntake['readForm']
  rates: RequestRates
  streams: OpenStreams
}
