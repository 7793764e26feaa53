import type { FeatureSet } from '../domain/features'
import type { IncomingTrack } from '../domain/track'
import { deriveVectors } from './derive-vectors'
import type { CatalogStore, CatalogTransaction, Ladder, SavedTrack } from './ports'

export type StoreTracksDeps = { catalog: CatalogStore; ladder: Ladder }
export type TrackWithFeatures = {
  track: IncomingTrack
  source: 'spotify' | 'file'
  /** One set of a source at most. */
  features: readonly FeatureSet[]
}

/**
 * Writes a batch of tracks, their values and the vectors derived from them in one transaction: a reader never sees a
 * track whose vector does not fit its values. The answer is in input order; repeated tracks share a row.
 */
export async function storeTracks(deps: StoreTracksDeps, batch: TrackWithFeatures[]): Promise<SavedTrack[]> {
  return deps.catalog.transaction(async (tx) => {
    const stored = await findStored(tx, batch)
    const news = batch.filter((_, i) => !stored[i])
    const saved = news.length > 0 ? await storeNews(tx, news, deps.ladder) : []
    let next = 0
    return batch.map((_, i) => {
      const answer = stored[i] ?? saved[next++]
      if (!answer) throw new Error('a stored track is missing from the answer')
      return answer
    })
  })
}

/** Files are imported again and again; of rows that are stored as they are nothing has to be looked at but their prints. */
async function findStored(
  tx: CatalogTransaction,
  batch: TrackWithFeatures[],
): Promise<(SavedTrack | null)[]> {
  if (!batch.every(({ source }) => source === 'file')) return []
  return tx.findStored(batch.map(({ track, features: [set] }) => ({ track, features: set ?? null })))
}

async function storeNews(
  tx: CatalogTransaction,
  batch: TrackWithFeatures[],
  ladder: Ladder,
): Promise<SavedTrack[]> {
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
  await deriveVectors(tx, [...changedFeatures, ...changedMetadata, ...regrouped], ladder)
  return saved
}
