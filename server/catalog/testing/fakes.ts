import { DomainError } from '../../domain/errors'
import type { FeatureSet, FeatureValues } from '../../domain/features/features'
import type { IncomingTrack } from '../../domain/track'
import type {
  CatalogStore,
  CatalogTransaction,
  Described,
  Fence,
  ImportProgress,
  Locks,
  PlaylistItemToSave,
  ReadingProgress,
  SavedTrack,
} from '../ports'

/** A track as a source gives it; `id` becomes a well-formed Spotify id. */
export function incomingTrack(id: string, overrides: Partial<IncomingTrack> = {}): IncomingTrack {
  return {
    spotifyId: id.padStart(22, '0'),
    name: `Song ${id}`,
    artists: [{ spotifyId: null, name: 'Somebody' }],
    album: null,
    durationMs: 200_000,
    isrc: null,
    explicit: null,
    popularity: null,
    releaseYear: 2001,
    genres: [],
    ...overrides,
  }
}

export function featureSet(values: FeatureValues = { energy: 0.5, tempo: 120 }): FeatureSet {
  return { source: 'spotify', extractor: 'test', fetchedAt: new Date(0), values }
}

/** What was staged of a reading, by its id. */
export type Staged = Map<string, { items: PlaylistItemToSave[]; reached: ReadingProgress }>

/** A catalog in memory that keeps the promises of the real one: upsert by id, changes told, all of a transaction or nothing. */
export function createMemoryCatalog() {
  const tracks = new Map<string, { id: string; track: IncomingTrack }>()
  const features = new Map<string, FeatureSet>()
  const vectors = new Map<string, { mask: number; shaped: Float32Array }>()
  const staged: Staged = new Map()
  const imports = new Map<string, ImportProgress>()
  const ids = new Map<string, string>()
  const keepId = (publicId: string) => {
    const id = ids.get(publicId) ?? String(ids.size + 1)
    ids.set(publicId, id)
    return id
  }
  const publicIdOf = (track: IncomingTrack) => track.spotifyId ?? `f-${track.name}`
  const undoable = async <T>(work: () => Promise<T>): Promise<T> => {
    const copies = [tracks, features, vectors, staged, imports].map(
      (map) => [map as Map<string, unknown>, [...map]] as const,
    )
    try {
      return await work()
    } catch (error) {
      for (const [map, entries] of copies) {
        map.clear()
        for (const [key, value] of entries) map.set(key, value)
      }
      throw error
    }
  }
  const transaction: CatalogTransaction = {
    saveTracks: (unique) =>
      Promise.resolve(
        new Map(
          unique.map(({ track, keys: { publicId } }): [string, SavedTrack] => {
            const known = tracks.get(publicId)
            const id = known?.id ?? keepId(publicId)
            const changed = JSON.stringify(known?.track) !== JSON.stringify(track)
            tracks.set(publicId, { id, track })
            return [publicId, { id, publicId, change: known ? (changed ? 'updated' : 'unchanged') : 'added' }]
          }),
        ),
      ),
    saveFeatures: (batch) =>
      Promise.resolve(
        batch.flatMap(({ trackId, features: set }) => {
          const same = JSON.stringify(features.get(trackId)?.values) === JSON.stringify(set.values)
          features.set(trackId, set)
          return same ? [] : [trackId]
        }),
      ),
    findVectorInputs: (ids) => {
      const described = new Map<string, Described>()
      for (const { id, track } of tracks.values()) {
        const set = features.get(id)
        if (!set || !ids.includes(id)) continue
        const input = { values: set.values, releaseYear: track.releaseYear, durationMs: track.durationMs }
        described.set(id, { trackId: id, input, sources: [set.source], origins: {}, calibration: null })
      }
      return Promise.resolve(described)
    },
    findCalibration: () => Promise.resolve({ id: 0, maps: [] }),
    regroup: () => Promise.resolve([]),
    saveOverride: () => Promise.reject(new Error('not expected to be called')),
    undoOverride: () => Promise.reject(new Error('not expected to be called')),
    saveVectors: (batch) => {
      for (const { trackId, mask, shaped } of batch) vectors.set(trackId, { mask, shaped })
      return Promise.resolve()
    },
    touchVectors: () => Promise.resolve(),
    removeVectors: (ids) => {
      for (const id of ids) vectors.delete(id)
      return Promise.resolve()
    },
    saveImportProgress: (key, reached) => {
      imports.set(JSON.stringify(key), reached)
      return Promise.resolve()
    },
    stageItems: (id, items, reached) => {
      staged.set(id, { items: [...(staged.get(id)?.items ?? []), ...items], reached })
      return Promise.resolve()
    },
  }
  const catalog: CatalogStore = {
    transaction: (work) => undoable(() => work(transaction)),
    toKeys: (track) => ({
      publicId: publicIdOf(track),
      song: track.name,
      artists: track.artists.map(({ name }) => name),
      album: track.album?.name ?? null,
    }),
  }
  const findSearchableIds = (publicIds: string[]) =>
    Promise.resolve(
      new Map(
        publicIds.flatMap((publicId) => {
          const id = tracks.get(publicId)?.id
          return id !== undefined && vectors.has(id) ? [[publicId, id] as const] : []
        }),
      ),
    )
  return { catalog, tracks, features, vectors, staged, imports, findSearchableIds }
}

export const freeLocks: Locks = {
  using: (name, work) => work({ signal: new AbortController().signal, fence: { name, token: 1 } }),
}
/** Locks within one process. */
export function createMemoryLocks(drawFence: (name: string) => Promise<Fence>): Locks {
  const held = new Set<string>()
  return {
    async using(name, work) {
      if (held.has(name)) throw new DomainError('LOCKED', 'Somebody else is working on it right now.')
      held.add(name)
      try {
        return await work({ signal: new AbortController().signal, fence: await drawFence(name) })
      } finally {
        held.delete(name)
      }
    },
  }
}
/** Tokens of locks that nothing checks. */
export function createFences(): (name: string) => Promise<Fence> {
  let token = 0
  return (name) => Promise.resolve({ name, token: ++token })
}
export const tools = () => ({ progress: () => undefined, signal: new AbortController().signal })
