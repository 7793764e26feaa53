import type { Queryable, Sql } from '~db/client'
import type { IncomingTrack } from '~server/domain/track'
import type { FeatureValues } from '~server/domain/features/features'
import { createCatalogRepository } from '~server/catalog/store/catalog.repository'
import { toTrackKeys } from '~server/catalog/store/track-keys'
import { saveTracks } from '~server/catalog/store/write-tracks/save-tracks'
import type { KeyedTrack, Precedence, SavedTrack } from '~server/catalog/ports'
import { storeTracks } from '~server/catalog/store-tracks'
import { toUniqueTracks } from '~server/catalog/unique-tracks'

export const PRECEDENCE: Precedence = ['spotify', 'reccobeats', 'file', 'dsp', 'metadata']

/** A 22-character id from a number. */
export const idOf = (n: number): string => String(n).padStart(22, '0')

/** A complete track; `changes` say what the test is about. */
export function makeTrack(n: number, changes: Partial<IncomingTrack> = {}): IncomingTrack {
  return {
    spotifyId: idOf(n),
    name: `Song ${n}`,
    artists: [{ spotifyId: null, name: `Artist ${n % 40}` }],
    album: { spotifyId: null, name: `Album ${n % 25}`, releaseDate: '2001-05-01', imageUrl: null },
    durationMs: 120_000 + ((n * 7919) % 200_000),
    isrc: null,
    explicit: null,
    popularity: n % 101,
    releaseYear: 1960 + (n % 60),
    genres: [],
    ...changes,
  }
}

/** Values that are spread over their ranges and the same at every run. */
export function makeValues(n: number): FeatureValues {
  const share = (salt: number) => ((n * 2_654_435_761 + salt * 40_503) % 10_007) / 10_007
  return {
    danceability: share(1),
    energy: share(2),
    valence: share(3),
    acousticness: share(4),
    instrumentalness: share(5),
    speechiness: share(6) / 2,
    loudness: -40 * share(7),
    tempo: 60 + 140 * share(8),
    key: Math.floor(12 * share(9)),
    mode: n % 2,
  }
}

/** Stores tracks `from`…`to − 1` with values and vectors, as every way in does. */
export async function fillCatalog(sql: Sql, from: number, to: number): Promise<SavedTrack[]> {
  const batch = Array.from({ length: to - from }, (_, i) => ({
    track: makeTrack(from + i),
    source: 'file' as const,
    features: [
      {
        source: 'file' as const,
        extractor: 'file',
        fetchedAt: new Date(),
        values: makeValues(from + i),
      },
    ],
  }))
  return storeTracks({ catalog: createCatalogRepository(sql), precedence: PRECEDENCE }, batch)
}

/** Stores metadata alone, in the transaction that it is given; the answer is in input order. */
export async function saveMetadata(
  tx: Queryable,
  batch: Pick<KeyedTrack, 'track' | 'source'>[],
): Promise<SavedTrack[]> {
  const keyed = batch.map((item) => ({ ...item, keys: toTrackKeys(item.track) }))
  const saved = await saveTracks(tx, toUniqueTracks(keyed))
  return keyed.flatMap(({ keys }) => saved.get(keys.publicId) ?? [])
}
