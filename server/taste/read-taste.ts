import { createHash } from 'node:crypto'
import type { Embedding } from '../domain/features/similarity'
import { toTaste, type Taste } from './domain/taste'
import { DIMENSIONS } from '../domain/features/vector-spec'
import type { Candidate } from '../similar/domain/ranking/member'
import type { StoredClick, VectorSearch } from '../catalog/ports'

export type ReadTasteDeps = {
  clicks: { list: (listenerId: string, limit: number) => Promise<StoredClick[]> }
  tracks: { findCandidates: (ids: string[]) => Promise<Map<string, Candidate>> }
  index: Pick<VectorSearch, 'readVectors'>
  /** Names the state of the index: a taste lies in its space. */
  findBasis: () => string
  /** Clicks that count, the newest. */
  maxClicks: number
}

/** `version` names the clicks that the taste comes from: the same clicks have the same name, and the same answers. */
export type ListenerTaste = { taste: Taste; version: string; clicks: number }

export type ReadTaste = (listenerId: string) => Promise<ListenerTaste | null>

/** How often it is read again because the index moved on meanwhile. */
const READ_AGAIN = 2
/** Tastes that are kept at once, some 60 kB each at most. */
const KEPT = 100

/**
 * Reads the taste of a listener in the space of the index in use; null where nothing was clicked. To learn from
 * hundreds of clicks takes some milliseconds, so what was learned from the same clicks is kept.
 */
export function createReadTaste(deps: ReadTasteDeps): ReadTaste {
  const kept = new Map<string, ListenerTaste | null>()
  const readSteadily = async (clicks: readonly StoredClick[]) => {
    for (let again = 0; ; again++) {
      const basis = deps.findBasis()
      const key = `${basis} ${toVersion(clicks)}`
      const known = kept.get(key)
      const taste = known === undefined ? await learn(deps, clicks) : known
      // Places of one state of the index must not be kept under the name of another.
      if (deps.findBasis() === basis || again === READ_AGAIN) return { key, taste }
    }
  }
  return async (listenerId) => {
    const clicks = await deps.clicks.list(listenerId, deps.maxClicks)
    if (clicks.length === 0) return null
    const { key, taste } = await readSteadily(clicks)
    // The one used last is the last to go.
    kept.delete(key)
    kept.set(key, taste)
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break
      kept.delete(oldest)
    }
    return taste
  }
}

async function learn(deps: ReadTasteDeps, clicks: readonly StoredClick[]): Promise<ListenerTaste | null> {
  const placeOf = await readPlaces(deps, clicks)
  const placed = clicks.flatMap(({ kind, trackId, seedId }) => {
    const track = placeOf(trackId)
    return track === null ? [] : [{ kind, track, seed: seedId === null ? null : placeOf(seedId) }]
  })
  const taste = toTaste(placed)
  return taste && { taste, version: toVersion(clicks), clicks: placed.length }
}

/** Places by own id. Without popularity: what was clicked says how it shall sound, not how well known it shall be. */
async function readPlaces(
  { tracks, index }: ReadTasteDeps,
  clicks: readonly StoredClick[],
): Promise<(id: string) => Embedding | null> {
  const wanted = [
    ...new Set(clicks.flatMap(({ trackId, seedId }) => (seedId === null ? [trackId] : [trackId, seedId]))),
  ]
  const candidates = await tracks.findCandidates(wanted)
  const ids = [...candidates.keys()]
  const vectors = await index.readVectors(ids)
  const places = new Map(
    ids.map((id, i) => [
      id,
      {
        vector: vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
        mask: candidates.get(id)?.mask ?? 0,
      },
    ]),
  )
  return (id) => places.get(id) ?? null
}

const VERSION_LENGTH = 16

function toVersion(clicks: readonly StoredClick[]): string {
  const said = clicks.map(({ trackId, kind, seedId }) => `${trackId} ${kind} ${seedId ?? ''}`)
  return createHash('sha256').update(said.join('\n')).digest('base64url').slice(0, VERSION_LENGTH)
}
