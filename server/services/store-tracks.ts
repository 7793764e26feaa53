import type { FeatureSet } from '../domain/features'
import type { IncomingTrack } from '../domain/track'
import { deriveVectors } from './derive-vectors'
import type { CatalogStore, CatalogTransaction, Fence, Ladder, SavedTrack } from './ports'

export type StoreTracksDeps = { catalog: CatalogStore; ladder: Ladder }
export type TrackWithFeatures = {
  track: IncomingTrack
  source: 'spotify' | 'file'
  /** One set of a source at most. */
  features: readonly FeatureSet[]
}

export type StoreTracksOptions = {
  /** Of the lock that the work is done under. */
  fence?: Fence
  /** What else belongs into the transaction, such as how far the work is then. */
  alongside?: (tx: CatalogTransaction, saved: SavedTrack[]) => Promise<void>
}

/**
 * Writes a batch of tracks, their values and the vectors derived from them in one transaction: a reader never sees a
 * track whose vector does not fit its values. The answer is in input order; repeated tracks share a row. Throws LOCK_LOST.
 */
export async function storeTracks(
  deps: StoreTracksDeps,
  batch: TrackWithFeatures[],
  { fence, alongside }: StoreTracksOptions = {},
): Promise<SavedTrack[]> {
  return deps.catalog.transaction(async (tx) => {
    const saved = await tx.saveTracks(batch.map(({ track, source }) => ({ track, source })))
    const features = new Map(
      batch.flatMap((item, i) => {
        const trackId = saved[i]?.id
        if (!trackId) return []
        return item.features.map((set) => [`${trackId} ${set.source}`, { trackId, features: set }] as const)
      }),
    )
    const changedFeatures = await tx.saveFeatures([...features.values()])
    const changedMetadata = saved.filter((row) => row.change === 'updated').map((row) => row.id)
    const regrouped = await tx.regroup(saved.filter((row) => row.change !== 'unchanged').map((row) => row.id))
    await alongside?.(tx, saved)
    // Last: it takes the lock that orders all changes.
    await deriveVectors(tx, [...changedFeatures, ...changedMetadata, ...regrouped], deps.ladder)
    return saved
  }, fence)
}
