import type { FeatureSet } from '../domain/features'
import type { IncomingTrack } from '../domain/track'
import { deriveVectors } from './derive-vectors'
import type { CatalogStore, Ladder, SavedTrack } from './ports'

export type StoreTracksDeps = { catalog: CatalogStore; ladder: Ladder }
export type TrackWithFeatures = {
  track: IncomingTrack
  source: 'spotify' | 'file'
  features: FeatureSet | null
}

/**
 * Writes a batch of tracks, their values and the vectors derived from them in one transaction: a reader never sees a
 * track whose vector does not fit its values. The answer is in input order; repeated tracks share a row.
 */
export async function storeTracks(deps: StoreTracksDeps, batch: TrackWithFeatures[]): Promise<SavedTrack[]> {
  return deps.catalog.transaction(async (tx) => {
    const saved = await tx.saveTracks(batch.map(({ track, source }) => ({ track, source })))
    const features = new Map(
      batch.flatMap((item, i) => {
        const trackId = saved[i]?.id
        return item.features && trackId ? [[trackId, { trackId, features: item.features }] as const] : []
      }),
    )
    const changedFeatures = await tx.saveFeatures([...features.values()])
    const changedMetadata = saved.filter((row) => row.change === 'updated').map((row) => row.id)
    const regrouped = await tx.regroup(saved.filter((row) => row.change !== 'unchanged').map((row) => row.id))
    await deriveVectors(tx, [...changedFeatures, ...changedMetadata, ...regrouped], deps.ladder)
    return saved
  })
}
