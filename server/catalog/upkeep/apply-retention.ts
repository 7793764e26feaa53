import type { RetentionBounds, RetentionReport } from '../domain/upkeep'
import type { Progress } from '../ports'

export type ApplyRetentionDeps = {
  accounts: { deleteDue: () => Promise<{ users: number; tracks: number }> }
  retention: {
    removeUnused: (days: number, limit: number) => Promise<number>
    removeGone: (days: number, limit: number) => Promise<number>
    removeUnreadPlaylists: (days: number) => Promise<number>
    removeOrphans: () => Promise<{ albums: number; artists: number }>
    forgetFeatureMisses: () => Promise<number>
    forgetJobs: (days: number) => Promise<number>
    forgetVectorRemovals: () => Promise<number>
    countOverdue: (days: number) => Promise<number>
  }
  uploads: { removeOlderThan: (hours: number) => Promise<number> }
}

/** An import of the largest file takes minutes; what lies there for a day was left by a process that is gone. */
export const UPLOAD_HOURS = 24
/** Removed in one transaction, so that whoever stores tracks waits for a moment only. */
const BATCH = 500
/** One run removes half a million tracks at most; the next goes on. */
const MAX_BATCHES = 1000

/**
 * Removes what is not to be kept any longer: data of users who left, content of Spotify that nobody uses or that is
 * gone there, answers and reports that are over. Safe to run at any time, and by several processes at once: each rule
 * looks at what is there, so that a run that was stopped is gone on with by the next.
 */
export async function applyRetention(
  { accounts, retention, uploads }: ApplyRetentionDeps,
  { metadataDays, jobDays }: RetentionBounds,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<RetentionReport> {
  const RULES = 8
  let done = 0
  const next = (stage: string) => {
    signal.throwIfAborted()
    progress(stage, done++, RULES)
  }
  const repeat = async (remove: (days: number, limit: number) => Promise<number>) => {
    let removed = 0
    for (let i = 0; i < MAX_BATCHES; i++) {
      signal.throwIfAborted()
      const count = await remove(metadataDays, BATCH)
      removed += count
      if (count < BATCH) break
    }
    return removed
  }
  next('users who left')
  const left = await accounts.deleteDue()
  next('playlists that cannot be read')
  const playlistsUnread = await retention.removeUnreadPlaylists(metadataDays)
  next('tracks that are gone')
  const tracksGone = await repeat(retention.removeGone)
  next('tracks that nobody uses')
  const tracksUnused = await repeat(retention.removeUnused)
  next('albums and artists')
  const orphans = await retention.removeOrphans()
  next('what sources did not know')
  const featureMisses = await retention.forgetFeatureMisses()
  next('old jobs')
  const jobs = await retention.forgetJobs(jobDays)
  next('leftovers')
  return {
    users: left.users,
    tracksOfUsers: left.tracks,
    playlistsUnread,
    tracksGone,
    tracksUnused,
    ...orphans,
    featureMisses,
    jobs,
    vectorRemovals: await retention.forgetVectorRemovals(),
    uploads: await uploads.removeOlderThan(UPLOAD_HOURS),
    overdue: await retention.countOverdue(metadataDays),
  }
}
