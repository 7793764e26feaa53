import { setImmediate as turn } from 'node:timers/promises'
import type { FeatureSet } from '../domain/features'
import { toDerivable } from '../domain/describe-values'
import { fillValues } from '../domain/fill-missing'
import type { IncomingTrack } from '../domain/track'
import { deriveVectors } from './derive-vectors'
import type {
  CatalogStore,
  CatalogTransaction,
  FeaturesToSave,
  Fence,
  Ladder,
  PreparedTracks,
  SavedTrack,
  StoredCalibration,
  ToDerive,
  TrackKeys,
} from './ports'

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
type KeyedBatch = Keyed[]

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
  batch: TrackWithFeatures[] | ReadyBatch,
  { fence, alongside }: StoreTracksOptions = {},
): Promise<SavedTrack[]> {
  const { keyed, prepared } = Array.isArray(batch) ? { keyed: toKeyed(deps, batch), prepared: null } : batch
  return deps.catalog.transaction(async (tx) => {
    const ready = prepared ?? (await tx.prepareTracks(keyed))
    const [calibration, saved] = await Promise.all([tx.findCalibration(), tx.saveTracks(ready)])
    const answers = keyed.map(({ keys }, i) => {
      const answer = ready.stored[i] ?? saved.get(keys.publicId)
      if (!answer) throw new Error('a stored track is missing from the answer')
      return answer
    })
    const changed = await storeValues(
      tx,
      keyed.flatMap((item, i) => (ready.stored[i] ? [] : [item])),
      { ladder: deps.ladder, calibration, saved },
    )
    await alongside?.(tx, answers)
    if (changed.length > 0) await deriveVectors(tx, changed, deps.ladder)
    return answers
  }, fence)
}

/** A batch whose artists and albums are in the catalog. */
export type ReadyBatch = { keyed: KeyedBatch; prepared: PreparedTracks }

/** Prepares a batch while another one is stored: transactions that store tracks come one after the other. */
export async function prepareTracks(
  deps: StoreTracksDeps,
  batch: TrackWithFeatures[],
  fence: Fence,
): Promise<ReadyBatch> {
  const keyed = toKeyed(deps, batch)
  return { keyed, prepared: await deps.catalog.prepareTracks(keyed, fence) }
}

const toKeyed = (deps: StoreTracksDeps, batch: TrackWithFeatures[]): KeyedBatch =>
  batch.map((item) => (isKeyed(item) ? item : { ...item, keys: toKeys(deps, item) }))

const isKeyed = (item: TrackWithFeatures): item is Keyed => item.keys !== undefined

/** What a track is known by; computing it while a file is read leaves less to do while the database waits. */
export function toKeys(
  { catalog }: StoreTracksDeps,
  { track, source, features }: TrackWithFeatures,
): TrackKeys {
  return catalog.toKeys(track, source === 'file' ? { features: features[0] ?? null } : undefined)
}

/**
 * Writes the values of tracks, their recordings, and the vectors of those that were added. Gives the ids of the others
 * whose vectors have to be derived again.
 */
async function storeValues(
  tx: CatalogTransaction,
  batch: KeyedBatch,
  { saved, ...by }: { ladder: Ladder; calibration: StoredCalibration; saved: Map<string, SavedTrack> },
): Promise<string[]> {
  if (batch.length === 0) return []
  const rows = [...saved.values()]
  const sets = toSets(batch, saved)
  const changed = rows.filter(({ change }) => change !== 'unchanged').map(({ id }) => id)
  const writing = Promise.all([tx.saveFeatures([...sets.values()].flat()), tx.regroup(changed)])
  writing.catch(() => undefined)
  // They are sent within the turn; the vectors are made while the database writes.
  await turn()
  const added = describeAdded(rows, sets, by)
  const [[described, regrouped]] = await Promise.all([writing, deriveVectors(tx, [], by.ladder, added)])
  const updated = rows.filter(({ change }) => change === 'updated').map(({ id }) => id)
  const derived = new Set(added.map(({ trackId }) => trackId))
  return [...described, ...updated, ...regrouped].filter((id) => !derived.has(id))
}

type Sets = Map<string, FeaturesToSave[]>

function describeAdded(
  saved: SavedTrack[],
  sets: Sets,
  by: { ladder: Ladder; calibration: StoredCalibration },
): ToDerive[] {
  const added = new Map<string, ToDerive>()
  for (const { id, metadata } of saved) {
    const own = sets.get(id)
    if (!metadata || !own || added.has(id)) continue
    const values = own.map(({ features }) => features)
    const { input, calibration } = toDerivable(values, metadata, by)
    added.set(id, { trackId: id, input, calibration })
  }
  return [...added.values()]
}

/** Sets of values by track, one of a source: of files the first, with what later rows of the batch add. */
function toSets(batch: KeyedBatch, saved: Map<string, SavedTrack>): Sets {
  const sets: Sets = new Map()
  batch.forEach(({ features, keys, replaces = false }) => {
    const track = saved.get(keys.publicId)
    if (!track) return
    const { id: trackId, change } = track
    for (const set of features) {
      const known = sets.get(trackId)
      const same = known?.find((other) => other.features.source === set.source)
      if (!same) {
        const added = { trackId, features: set, isNew: change === 'added', replaces, keys: keys.values }
        if (known) known.push(added)
        else sets.set(trackId, [added])
        continue
      }
      const filled = set.source === 'file' ? fillValues(same.features, set) : set
      if (filled === same.features) continue
      same.features = filled
      same.keys = null
    }
  })
  return sets
}
