import { setImmediate as turn } from 'node:timers/promises'
import type { FeatureSet } from '../domain/features'
import { settled } from '../domain/settled'
import type { IncomingTrack } from '../domain/track'
import { VECTOR_SPEC } from '../domain/vector-spec'
import { deriveVectors } from './derive-vectors'
import type {
  BatchTrack,
  CatalogStore,
  CatalogTransaction,
  Fence,
  Ladder,
  PreparedTracks,
  SavedTrack,
  TrackKeys,
  TransactionOptions,
  VectorToSave,
  WrittenTrack,
} from './ports'
import { shapeNew } from './shape-vectors'

export type StoreTracksDeps = { catalog: CatalogStore; ladder: Ladder }
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
type Keyed = TrackWithFeatures & { keys: TrackKeys }

export type StoreTracksOptions = TransactionOptions & {
  /** What else belongs into the transaction, such as how far the work is then. */
  alongside?: (tx: CatalogTransaction, saved: SavedTrack[]) => Promise<void>
}

/** A batch whose artists and albums are in the catalog, with the vectors of those of its tracks that turn out to be new. */
export type ReadyBatch = { keyed: Keyed[]; prepared: PreparedTracks; vectors: VectorToSave[] }

/** Prepares a batch while another one is stored: transactions that store tracks come one after the other. */
export async function prepareTracks(
  deps: StoreTracksDeps,
  batch: TrackWithFeatures[],
  fence: Fence,
): Promise<ReadyBatch> {
  const keyed = toKeyed(deps, batch)
  const prepared = await deps.catalog.prepareTracks(keyed, fence)
  // In between others have a turn: a request, and the transaction that stores the batch before.
  await turn()
  return toReady(deps, keyed, prepared)
}

/**
 * Writes a batch of tracks, their values and the vectors derived from them in one transaction: a reader never sees a
 * track whose vector does not fit its values. The answer is in input order; repeated tracks share a row. Throws LOCK_LOST.
 */
export async function storeTracks(
  deps: StoreTracksDeps,
  batch: TrackWithFeatures[] | ReadyBatch,
  { alongside, ...options }: StoreTracksOptions = {},
): Promise<SavedTrack[]> {
  const given = Array.isArray(batch) ? { keyed: toKeyed(deps, batch), prepared: null } : batch
  return deps.catalog.transaction(async (tx) => {
    const ready = given.prepared ? given : toReady(deps, given.keyed, await tx.prepareTracks(given.keyed))
    const { items, calibration } = ready.prepared
    // Sent one after the other without waiting: an id that was kept for a track that is known finds nothing.
    const asking = tx.findCalibration()
    const saving = tx.saveTracks(ready.prepared, { of: ready.vectors, spec: VECTOR_SPEC.version })
    const grouping = tx.regroup(items.map(({ id }) => id))
    const writing = saving.then(async (saved) => {
      const answers = toAnswers(ready, saved)
      await alongside?.(tx, answers)
      return answers
    })
    // In the order in which they were sent: what fails first is why the others do.
    const [inUse, saved, , answers] = await settled([asking, saving, grouping, writing])
    await storeKnown(deps, tx, { items, saved, isCalibrated: inUse.id === calibration.id })
    return answers
  }, options)
}

const toKeyed = (deps: StoreTracksDeps, batch: TrackWithFeatures[]): Keyed[] =>
  batch.map((item) => (isKeyed(item) ? item : { ...item, keys: toKeys(deps, item) }))

const isKeyed = (item: TrackWithFeatures): item is Keyed => item.keys !== undefined

/** What a track is known by; computing it while a file is read leaves less to do while the database waits. */
export function toKeys(
  { catalog }: StoreTracksDeps,
  { track, source, features }: TrackWithFeatures,
): TrackKeys {
  return catalog.toKeys(track, source === 'file' ? { features: features[0] ?? null } : undefined)
}

function toReady({ ladder }: StoreTracksDeps, keyed: Keyed[], prepared: PreparedTracks): ReadyBatch {
  const { items, calibration } = prepared
  return { keyed, prepared, vectors: shapeNew(items, { ladder, calibration }) }
}

type Saved = ReadonlyMap<string, WrittenTrack>

function toAnswers({ keyed, prepared }: ReadyBatch, saved: Saved): SavedTrack[] {
  return keyed.map(({ keys }, i) => {
    const answer = prepared.stored[i] ?? saved.get(keys.publicId)
    if (!answer) throw new Error('a stored track is missing from the answer')
    return answer
  })
}

/**
 * Writes the values of tracks that were known, their recordings, and the vectors that follow. `isCalibrated` says whether the
 * vectors of new tracks were made with the calibration in use.
 */
async function storeKnown(
  { ladder }: StoreTracksDeps,
  tx: CatalogTransaction,
  by: { items: BatchTrack[]; saved: Saved; isCalibrated: boolean },
): Promise<void> {
  const news = new Set<string>()
  const known: (WrittenTrack & Pick<BatchTrack, 'sets'>)[] = []
  for (const { id, keys, sets } of by.items) {
    const row = by.saved.get(keys.publicId)
    if (row?.id === id) news.add(id)
    else if (row && !row.hasAll) known.push({ ...row, sets })
  }
  const described = await tx.saveFeatures(
    known.flatMap(({ id, sets }) => sets.map((set) => ({ trackId: id, ...set }))),
  )
  const changed = known.flatMap(({ id, change }) => (change === 'unchanged' ? [] : [id]))
  const leftBehind = known.flatMap((track) => track.leftBehind ?? [])
  const moved = await tx.regroup([...new Set([...changed, ...leftBehind])])
  const outdated = new Set([...described, ...changed, ...(by.isCalibrated ? [] : news)])
  await deriveVectors(tx, [...outdated], ladder)
  const isMoved = new Set(moved)
  await tx.touchVectors([...new Set(leftBehind)].filter((id) => isMoved.has(id) && !outdated.has(id)))
}
