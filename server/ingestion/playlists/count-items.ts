import type { IngestReport } from '../../domain/job'
import type { TrackFailure } from '../../domain/job-event'
import type { IncomingItem } from '../../domain/playlist'
import { noteSkipped, noteUndescribed } from './ingest-report'
import type { PlaylistItemToSave, SavedTrack, TrackDescription } from '../../catalog/ports'

export type DescribedItems = {
  items: IncomingItem[]
  /** Ids at Spotify of tracks that were searchable before. */
  searchable: ReadonlySet<string>
  described: ReadonlyMap<string, TrackDescription>
}
/** What happened to tracks (by public id) in an earlier round of the same job. */
export type EarlierChanges = ReadonlyMap<string, SavedTrack['change']>

/**
 * The places of a batch of items whose tracks were stored as `saved` (in order, one per item with a track), and the
 * report with the batch counted in: each track once, at the first of its places; a further place is `merged`. Tracks
 * that no source describes are failures that can be tried again.
 */
export function countItems(
  { items, searchable, described }: DescribedItems,
  saved: SavedTrack[],
  before: { report: IngestReport; seen: ReadonlySet<string>; earlier: EarlierChanges },
): { report: IngestReport; places: PlaylistItemToSave[]; ids: Set<string>; failures: TrackFailure[] } {
  const report = structuredClone(before.report)
  const ids = new Set<string>()
  const failures: TrackFailure[] = []
  let at = 0
  report.read += items.length
  const places = items.map((item): PlaylistItemToSave => {
    const { position, addedAt } = item
    if (item.track === null) {
      noteSkipped(report, { where: position + 1, name: item.name, reason: item.reason })
      return { position, addedAt, trackId: null, skippedName: item.name, skippedReason: item.reason }
    }
    const row = saved[at++]
    if (!row) throw new Error('a stored track is missing from the answer')
    if (before.seen.has(row.publicId) || ids.has(row.publicId)) report.merged++
    else {
      ids.add(row.publicId)
      report[before.earlier.get(row.publicId) ?? row.change]++
      const reason = described.get(item.track.spotifyId ?? '')?.reason
      if (searchable.has(item.track.spotifyId ?? '') || reason === null) report.searchable++
      else if (reason !== undefined) {
        noteUndescribed(report, { where: position + 1, name: item.track.name, reason })
        failures.push({ position, track: row.publicId, name: item.track.name, reason })
      }
    }
    return { position, addedAt, trackId: row.id, skippedName: null, skippedReason: null }
  })
  return { report, places, ids, failures }
}
