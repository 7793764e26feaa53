/** What a sandbox can be told, and its defaults. */
import type { FaultPlan } from './faults'

/** New development app (2026 rules), old development app, extended quota: spotify-api.md, section 0. */
export type SpotifyAppKind = 'dev-new' | 'dev-old' | 'extended'

export type SandboxOptions = {
  /** Size of the catalogue, 0 to 1,000,000. */
  tracks: number
  playlists?: number
  /** Items of each playlist; 0: as many as its theme has. */
  playlistItems?: number
  seed?: number
  appKind?: SpotifyAppKind
  clientId?: string
  clientSecret?: string
  /** Registered redirect URIs; a loopback one without a port allows any port. */
  redirectUris?: readonly string[]
  /** Where links to images and previews point; the sandbox's own origin when empty. */
  mediaBaseUrl?: string
  /** Milliseconds since 1970. */
  now?: () => number
  faults?: FaultPlan
}
export type SandboxSettings = Required<Omit<SandboxOptions, 'faults'>> & { faults: FaultPlan }

/** The app that is registered unless told otherwise. Not a secret: the sandbox listens on loopback only. */
export const SANDBOX_CLIENT = {
  id: '5e60e5a4db0c4cafe0f5ea6e5a4db0c4',
  secret: 'sandbox-secret-that-guards-nothing',
} as const

export const LARGEST_CATALOGUE = 1_000_000
const DEFAULT_PLAYLISTS = 60
/** Above this many tracks a playlist, the default number of playlists grows: Spotify ends them near 11,000. */
const TRACKS_PER_PLAYLIST = 4000
const LARGEST_PLAYLIST_COUNT = 10_000
/** Spotify's own ceiling is about 11,000. */
const LARGEST_PLAYLIST = 11_000
const REDIRECTS = ['http://127.0.0.1/auth/callback', 'http://[::1]/auth/callback'] as const

/** Fills in defaults; a RangeError says which number cannot be used. */
export function resolveOptions(options: SandboxOptions): SandboxSettings {
  const { tracks, playlists = Math.max(DEFAULT_PLAYLISTS, Math.ceil(tracks / TRACKS_PER_PLAYLIST)) } = options
  requireCount('tracks', tracks, LARGEST_CATALOGUE)
  requireCount('playlists', playlists, LARGEST_PLAYLIST_COUNT)
  const { playlistItems = 0 } = options
  requireCount('items of a playlist', playlistItems, LARGEST_PLAYLIST)
  return {
    tracks,
    playlists,
    playlistItems,
    seed: options.seed ?? 1,
    appKind: options.appKind ?? 'extended',
    clientId: options.clientId ?? SANDBOX_CLIENT.id,
    clientSecret: options.clientSecret ?? SANDBOX_CLIENT.secret,
    redirectUris: options.redirectUris ?? REDIRECTS,
    mediaBaseUrl: options.mediaBaseUrl ?? '',
    now: options.now ?? Date.now,
    faults: options.faults ?? {},
  }
}

function requireCount(name: string, value: number, largest: number): void {
  if (!Number.isInteger(value) || value < 0 || value > largest) {
    throw new RangeError(`The sandbox needs a whole number of ${name} from 0 to ${largest}, not ${value}.`)
  }
}
