import type { ErrorCode } from '../../domain/errors'

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

/** How many days things are kept; docs/privacy.md says why. */
export type RetentionBounds = {
  /** Content of Spotify that nobody uses, or that is gone there, since it was last seen. */
  metadataDays: number
  /** Finished jobs with their reports. */
  jobDays: number
}

/** What a run would remove. `guests` are listeners without a session, with their clicks. */
export type RetentionPreview = RetentionReport & { guests: number }
/** One rule of retention, what it would remove and why. */
export type RetentionRule = {
  rule: Exclude<keyof RetentionPreview, 'overdue'>
  count: number
  what: string
  why: string
}

/** The rules in the order in which they are applied, with what each would remove. */
export function toRetentionRules(preview: RetentionPreview, bounds: RetentionBounds): RetentionRule[] {
  const days = `${String(bounds.metadataDays)} days`
  const rules: Record<RetentionRule['rule'], [what: string, why: string]> = {
    guests: ['guests', 'their last session is over; their clicks go with them'],
    users: ['users', 'they disconnected, and their time to come back is over'],
    tracksOfUsers: ['their tracks', 'only playlists of users who left held them'],
    playlistsUnread: ['playlists', `Spotify has not let anybody read them for ${days}`],
    tracksGone: ['tracks gone', `Spotify has not had them for ${days}`],
    tracksUnused: ['tracks unused', `in no playlist, not clicked on, not seen at Spotify for ${days}`],
    albums: ['albums', 'no track names them any more'],
    artists: ['artists', 'no track names them any more'],
    featureMisses: ['misses', 'a source did not know them a week ago, and may by now'],
    jobs: ['jobs', `they ended ${String(bounds.jobDays)} days ago`],
    vectorRemovals: ['removals', 'every index has heard of them'],
    uploads: ['uploads', 'no job needs them any more'],
  }
  return (Object.keys(rules) as RetentionRule['rule'][]).map((rule) => {
    const [what, why] = rules[rule]
    return { rule, count: preview[rule], what, why }
  })
}
