import type { FeatureSet, FeatureValues } from '../../domain/features'
import type { IncomingTrack } from '../../domain/track'
import type { CatalogStore, Described, Locks, SavedTrack } from '../ports'

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

/** A catalog in memory that keeps the promises of the real one: upsert by id, changes told, one transaction at a time. */
export function createMemoryCatalog() {
  const tracks = new Map<string, { id: string; track: IncomingTrack }>()
  const features = new Map<string, FeatureSet>()
  const vectors = new Map<string, { mask: number; shaped: Float32Array }>()
  const publicIdOf = (track: IncomingTrack) => track.spotifyId ?? `f-${track.name}`
  const catalog: CatalogStore = {
    transaction: (work) =>
      work({
        findStored: (rows) => Promise.resolve(rows.map(() => null)),
        saveTracks: (batch) =>
          Promise.resolve(
            batch.map(({ track }): SavedTrack => {
              const publicId = publicIdOf(track)
              const known = tracks.get(publicId)
              const id = known?.id ?? String(tracks.size + 1)
              const changed = JSON.stringify(known?.track) !== JSON.stringify(track)
              tracks.set(publicId, { id, track })
              return { id, publicId, change: known ? (changed ? 'updated' : 'unchanged') : 'added' }
            }),
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
        regroup: () => Promise.resolve([]),
        saveOverride: () => Promise.reject(new Error('not expected to be called')),
        undoOverride: () => Promise.reject(new Error('not expected to be called')),
        saveVectors: (batch) => {
          for (const { trackId, mask, shaped } of batch) vectors.set(trackId, { mask, shaped })
          return Promise.resolve()
        },
        removeVectors: (ids) => {
          for (const id of ids) vectors.delete(id)
          return Promise.resolve()
        },
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
  return { catalog, tracks, features, vectors, findSearchableIds }
}

export const freeLocks: Locks = { using: (_name, work) => work(new AbortController().signal) }
export const tools = () => ({ progress: () => undefined, signal: new AbortController().signal })
