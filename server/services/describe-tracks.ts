import { MAX_SKIPPED_NAMED, type IngestReport } from '../domain/job'
import type { IncomingTrack } from '../domain/track'
import { emptyReport } from './ingest-report'
import type { FeatureLookup, IndexFollower, Progress } from './ports'
import { storeTracks, type StoreTracksDeps } from './store-tracks'

export type DescribeTracksDeps = StoreTracksDeps & {
  tracks: { findSearchableIds: (publicIds: string[]) => Promise<Map<string, string>> }
  spotify: { getTrack: (id: string, signal?: AbortSignal) => Promise<IncomingTrack> }
  features: FeatureLookup
  /** Forgets that sources did not know these tracks: somebody wants them to be asked again. */
  forgetMisses: (spotifyIds: string[]) => Promise<void>
  index: IndexFollower
}

/** Tracks that are described and stored together. */
const BATCH = 20

/**
 * Asks the sources again about tracks that none could describe; those that are searchable already are left as they are.
 * The report names the ones that stay without a sound. Throws TRACK_NOT_FOUND and the other errors of Spotify.
 */
export async function describeTracks(
  deps: DescribeTracksDeps,
  spotifyIds: readonly string[],
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<IngestReport> {
  const report = emptyReport()
  const wanted = [...new Set(spotifyIds)]
  const known = await deps.tracks.findSearchableIds(wanted)
  const missing = wanted.filter((id) => !known.has(id))
  report.read = wanted.length
  report.unchanged = known.size
  report.searchable = known.size
  await deps.forgetMisses(missing)
  for (let from = 0; from < missing.length; from += BATCH) {
    progress('describing tracks', from, missing.length)
    const tracks: IncomingTrack[] = []
    for (const id of missing.slice(from, from + BATCH)) tracks.push(await deps.spotify.getTrack(id, signal))
    const described = await deps.features.describe(tracks, { signal })
    const setsOf = (track: IncomingTrack) => described.get(track.spotifyId ?? '')?.sets ?? []
    const batch = tracks.map((track) => ({ track, source: 'spotify' as const, features: setsOf(track) }))
    const saved = await storeTracks(deps, batch)
    for (const { change } of saved) report[change]++
    tracks.forEach((track, i) => {
      const reason = described.get(track.spotifyId ?? '')?.reason ?? null
      if (reason === null) {
        report.searchable++
        return
      }
      report.undescribed++
      if (report.undescribedNamed.length < MAX_SKIPPED_NAMED) {
        report.undescribedNamed.push({ where: from + i + 1, name: track.name, reason })
      }
    })
  }
  progress('adding to the index', missing.length, missing.length)
  await deps.index.follow()
  return report
}
