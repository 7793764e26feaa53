import type { FeatureSet } from '../domain/features'
import { fillValues } from '../domain/fill-missing'
import type { IncomingTrack } from '../domain/track'
import { deriveVectors } from './derive-vectors'
import type { CatalogStore, CatalogTransaction, FeaturesToSave, Fence, Ladder, SavedTrack } from './ports'

export type StoreTracksDeps = { catalog: CatalogStore; ladder: Ladder }
export type TrackWithFeatures = {
  track: IncomingTrack
  source: 'spotify' | 'file'
  /** One set of a source at most. */
  features: readonly FeatureSet[]
  /** As in TrackToSave. */
  replaces?: boolean
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
    const stored = await findStored(tx, batch)
    const news = batch.filter((_, i) => !stored[i])
    const { saved, changed } = news.length > 0 ? await storeNews(tx, news) : { saved: [], changed: [] }
    let next = 0
    const answers = batch.map((_, i) => {
      const answer = stored[i] ?? saved[next++]
      if (!answer) throw new Error('a stored track is missing from the answer')
      return answer
    })
    await alongside?.(tx, answers)
    // Last: it takes the lock that orders all changes.
    if (changed.length > 0) await deriveVectors(tx, changed, deps.ladder)
    return answers
  }, fence)
}

/** Files are imported again and again; of rows that are stored as they are nothing has to be looked at but their prints. */
async function findStored(
  tx: CatalogTransaction,
  batch: TrackWithFeatures[],
): Promise<(SavedTrack | null)[]> {
  // A print says that a row was stored, not that it was the last to have a say.
  if (!batch.every(({ source, replaces }) => source === 'file' && !replaces)) return []
  return tx.findStored(batch.map(({ track, features: [set] }) => ({ track, features: set ?? null })))
}

/** Gives the ids of the tracks whose vectors have to be derived again, too. */
async function storeNews(
  tx: CatalogTransaction,
  batch: TrackWithFeatures[],
): Promise<{ saved: SavedTrack[]; changed: string[] }> {
  const saved = await tx.saveTracks(
    batch.map(({ track, source, replaces = false }) => ({ track, source, replaces })),
  )
  const features = new Map<string, FeaturesToSave>()
  batch.forEach((item, i) => {
    const trackId = saved[i]?.id
    if (!trackId) return
    for (const set of item.features) {
      const key = `${trackId} ${set.source}`
      const known = set.source === 'file' ? features.get(key) : undefined
      const { replaces = false } = known ?? item
      features.set(key, { trackId, features: known ? fillValues(known.features, set) : set, replaces })
    }
  })
  const changedFeatures = await tx.saveFeatures([...features.values()])
  const changedMetadata = saved.filter((row) => row.change === 'updated').map((row) => row.id)
  const regrouped = await tx.regroup(saved.filter((row) => row.change !== 'unchanged').map((row) => row.id))
  return { saved, changed: [...changedFeatures, ...changedMetadata, ...regrouped] }
}
