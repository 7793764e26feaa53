import { LRUCache } from 'lru-cache'
import { keyOf } from '../../domain/harmony'
import { createKept } from './kept-by-id'
import type { Sound } from '../ports'
import type { TrackRepository } from './track.repository'

/** Some 300 bytes each. */
const CANDIDATES = 100_000
/** Some 3 kB each. */
const CARDS = 5000
/** The name of an artist, a cover and whether Spotify still has a track change without a change number of the track. */
const CARD_MS = 60_000
/** Some 150 bytes each. */
const SOUNDS = 100_000
/** Some 150 bytes each. */
const PUBLIC_IDS = 50_000

/** The reading side of the catalog with what answers need of it kept in memory, and what has to hear of changes. */
export function keepTracks(tracks: TrackRepository) {
  const candidates = createKept((ids) => tracks.findCandidates(ids), { max: CANDIDATES })
  const cards = createKept((ids) => tracks.findCards(ids), { max: CARDS, ttl: CARD_MS })
  const sounds = createKept((ids) => findSounds(tracks, ids), { max: SOUNDS })
  /** Own ids by public ids. An entry holds for as long as the candidate is kept: what is removed is forgotten there. */
  const ownIds = new LRUCache<string, string>({ max: PUBLIC_IDS })
  const findKeptId = (publicId: string): string | null => {
    const id = ownIds.get(publicId)
    return id !== undefined && candidates.peek(id)?.publicId === publicId ? id : null
  }

  return {
    tracks: {
      ...tracks,
      findCandidates: (ids: string[]) => candidates.find(ids),
      findCards: (ids: string[]) => cards.find(ids),
      findSounds: (ids: string[]) => sounds.find(ids),
      findSearchableIds: async (publicIds: string[]): Promise<Map<string, string>> => {
        const found = new Map<string, string>()
        for (const publicId of publicIds) {
          const id = findKeptId(publicId)
          if (id !== null) found.set(publicId, id)
        }
        const missing = publicIds.filter((publicId) => !found.has(publicId))
        if (missing.length === 0) return found
        for (const [publicId, id] of await tracks.findSearchableIds(missing)) {
          ownIds.set(publicId, id)
          found.set(publicId, id)
        }
        return found
      },
    },
    changes: {
      forget: (ids: readonly string[]) => {
        for (const kept of [candidates, cards, sounds]) kept.forget(ids)
      },
      clear: () => {
        for (const kept of [candidates, cards, sounds]) kept.clear()
      },
    },
  }
}

async function findSounds(tracks: TrackRepository, ids: string[]): Promise<Map<string, Sound>> {
  const described = await tracks.findVectorInputs(ids)
  return new Map(
    Array.from(described, ([id, { input }]) => {
      return [id, { energy: input.values.energy ?? null, key: keyOf(input.values) }]
    }),
  )
}
