import { MAX_SKIPPED_NAMED, type IngestReport } from '../domain/job'
import type { TrackFailure } from '../domain/job-event'
import type { IncomingTrack } from '../domain/track'
import { emptyReport } from './playlists/ingest-report'
import type { FeatureLookup, IndexFollower, Progress } from '../catalog/ports'
import { storeTracks, type StoreTracksDeps } from '../catalog/store-tracks'

export type DescribeTracksDeps = StoreTracksDeps & {
  failures: {
    list: (jobId: string) => Promise<TrackFailure[]>
    remove: (jobId: string, positions: number[]) => Promise<void>
  }
  tracks: { findIncoming: (publicIds: string[]) => Promise<Map<string, IncomingTrack>> }
  /** Lets the sources be asked again about tracks that they did not know. */
  forgetMisses: (spotifyIds: string[]) => Promise<void>
  features: FeatureLookup
  index: IndexFollower
}

/** Tracks described and stored at a time: one batch of audio features. */
const BATCH = 100

/**
 * Asks the sources again about the tracks that a job could not describe. What they know now is stored and searchable,
 * and no longer counts as a failure of that job; the others are failures of both, with what the sources say today.
 */
export async function describeTracks(
  deps: DescribeTracksDeps,
  jobId: string,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<IngestReport> {
  const report = emptyReport()
  const failed = (await deps.failures.list(jobId)).filter(({ track }) => track !== null)
  await deps.forgetMisses(failed.flatMap(({ track }) => track ?? []))
  progress('describing tracks', 0, failed.length)
  for (let from = 0; from < failed.length; from += BATCH) {
    signal.throwIfAborted()
    const batch = failed.slice(from, from + BATCH)
    const { described, left } = await describeBatch(deps, batch, signal)
    await deps.failures.remove(jobId, described)
    progress.addFailures?.(left)
    report.read += batch.length
    report.searchable += described.length
    report.updated += described.length
    report.undescribed += left.length
    for (const { position, name, reason } of left) {
      if (report.undescribedNamed.length >= MAX_SKIPPED_NAMED) break
      report.undescribedNamed.push({ where: position + 1, name, reason })
    }
    progress('describing tracks', report.read, failed.length)
  }
  progress('adding to the index', report.read, failed.length)
  await deps.index.follow()
  return report
}

async function describeBatch(deps: DescribeTracksDeps, batch: TrackFailure[], signal: AbortSignal) {
  const tracks = await deps.tracks.findIncoming(batch.flatMap(({ track }) => track ?? []))
  const answers = await deps.features.describe([...tracks.values()], { signal })
  const found = [...tracks].flatMap(([id, track]) => {
    const features = answers.get(id)?.sets ?? []
    return features.length > 0 ? [{ id, track, source: 'spotify' as const, features }] : []
  })
  await storeTracks(deps, found)
  const known = new Set(found.map(({ id }) => id))
  return {
    described: batch.filter(({ track }) => known.has(track ?? '')).map(({ position }) => position),
    left: batch
      .filter(({ track }) => !known.has(track ?? ''))
      .map((failure) => ({ ...failure, reason: answers.get(failure.track ?? '')?.reason ?? failure.reason })),
  }
}
