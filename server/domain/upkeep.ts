import type { ErrorCode } from './errors'

/** What one run of refreshing metadata did. `left` is what was still too old when the run ended. */
export type RefreshReport = {
  calls: number
  tracks: { refreshed: number; gone: number; left: number }
  /** `unread` could not be read any more: gone, or closed to this app or reader. */
  playlists: { read: number; unchanged: number; unread: number; left: number }
  /** Why it ended before its budget did; null where nothing stopped it. */
  stopped: { code: ErrorCode; message: string; retryAfterSeconds: number | null } | null
}

/** What one run of the rules of retention removed. */
export type RetentionReport = {
  /** Users who had disconnected, with everything of theirs. */
  users: number
  /** Tracks that only playlists of such users held. */
  tracksOfUsers: number
  /** Tracks of Spotify that nobody used and nothing refreshed. */
  tracksUnused: number
  /** Playlists of Spotify that could not be read again for as long. */
  playlistsUnread: number
  /** Tracks that are gone at Spotify; their places in playlists say so. */
  tracksGone: number
  albums: number
  artists: number
  featureMisses: number
  jobs: number
  vectorRemovals: number
  uploads: number
  /** Tracks in use that are older than the bound, for which no refresh had budget: not removed, but told. */
  overdue: number
}
