import type { FeatureSet } from '../domain/features/features'
import type { IncomingTrack } from '../domain/track'
import { deriveVectors } from './vectors/derive-vectors'
import type {
  CatalogStore,
  CatalogTransaction,
  Precedence,
  SavedTrack,
  TrackKeys,
  TransactionOptions,
  WrittenTrack,
} from './ports'
import { toUniqueTracks } from './unique-tracks'

export type StoreTracksDeps = { catalog: CatalogStore; precedence: Precedence }
export type TrackWithFeatures = {
  track: IncomingTrack
  source: 'spotify' | 'file'
  /** One set of a source at most. */
  features: readonly FeatureSet[]
  /** Where they are at hand. */
  keys?: TrackKeys
  /** As in KeyedTrack. */
  replaces?: boolean
}

export type StoreTracksOptions = TransactionOptions & {
  /** What else belongs into the transaction, such as how far the work is then. */
  alongside?: (tx: CatalogTransaction, saved: SavedTrack[]) => Promise<void>
}

/**
 * Writes a batch of tracks, their values and the vectors derived from them in one transaction: a reader never sees a
 * track whose vector does not fit its values. The answer is in input order; repeated tracks share a row. Throws LOCK_LOST.
 */
export async function storeTracks(
  { catalog, precedence }: StoreTracksDeps,
  batch: readonly TrackWithFeatures[],
  { alongside, ...options }: StoreTracksOptions = {},
): Promise<SavedTrack[]> {
  const keyed = batch.map((item) => ({ ...item, keys: item.keys ?? catalog.toKeys(item.track) }))
  const unique = toUniqueTracks(keyed)
  return catalog.transaction(async (tx) => {
    const saved = await tx.saveTracks(unique)
    const find = ({ publicId }: TrackKeys): WrittenTrack => {
      const track = saved.get(publicId)
      if (!track) throw new Error('a stored track is missing from the answer')
      return track
    }
    const described = await tx.saveFeatures(
      unique.flatMap(({ keys, sets }) => sets.map((set) => ({ trackId: find(keys).id, ...set }))),
    )
    await deriveAll(tx, { saved: [...saved.values()], described, precedence })
    const answers = keyed.map(({ keys }) => find(keys))
    await alongside?.(tx, answers)
    return answers
  }, options)
}

/** Derives what follows from what was written: the recordings of tracks that changed, and vectors. */
async function deriveAll(
  tx: CatalogTransaction,
  { saved, described, precedence }: { saved: WrittenTrack[]; described: string[]; precedence: Precedence },
): Promise<void> {
  const changed = saved.flatMap(({ id, change }) => (change === 'unchanged' ? [] : [id]))
  const former = new Set(saved.flatMap(({ formerGroup = [] }) => formerGroup))
  const moved = new Set(await tx.regroup([...new Set([...changed, ...former])]))
  const outdated = new Set([...described, ...changed])
  await deriveVectors(tx, [...outdated], precedence)
  await tx.touchVectors([...former].filter((id) => moved.has(id) && !outdated.has(id)))
}
