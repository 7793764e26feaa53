import type { FeatureSet } from '../domain/features/features'
import type { IncomingTrack } from '../domain/track'
import { toDerivable } from '../domain/features/describe-values'
import { settled } from '../domain/settled'
import { deriveVectors } from './vectors/derive-vectors'
import type {
  CatalogStore,
  CatalogTransaction,
  Precedence,
  SavedTrack,
  TrackKeys,
  TransactionOptions,
  UniqueTrack,
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
    await deriveAll(
      tx,
      unique.map((track) => ({ ...track, ...find(track.keys) })),
      precedence,
    )
    const answers = keyed.map(({ keys }) => find(keys))
    await alongside?.(tx, answers)
    return answers
  }, options)
}

type Stored = UniqueTrack & WrittenTrack

/** Writes values, and derives what follows from what was written: the recordings of tracks that changed, and vectors. */
async function deriveAll(tx: CatalogTransaction, tracks: Stored[], precedence: Precedence): Promise<void> {
  const changed = tracks.flatMap(({ id, change }) => (change === 'unchanged' ? [] : [id]))
  const former = new Set(tracks.flatMap(({ formerGroup = [] }) => formerGroup))
  const [described, moved, calibration] = await settled([
    tx.saveFeatures(tracks.flatMap(({ id, sets }) => sets.map((set) => ({ trackId: id, ...set })))),
    tx.regroup([...new Set([...changed, ...former])]),
    tx.findCalibration(),
  ])
  const outdated = new Set([...described, ...changed])
  // All that is known of a new track came with it.
  const added = tracks.filter(({ change, sets }) => change === 'added' && sets.length > 0)
  const known = added.map(({ id, track, sets }) => ({
    trackId: id,
    ...toDerivable(
      sets.map(({ features }) => features),
      track,
      { precedence, calibration },
    ),
  }))
  await deriveVectors(tx, [...outdated], precedence, known)
  await tx.touchVectors(moved.filter((id) => former.has(id) && !outdated.has(id)))
}
