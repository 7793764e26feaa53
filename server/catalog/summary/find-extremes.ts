import { EXTREME_NEIGHBOURS, type CatalogSummary } from '../domain/catalog-summary'
import { findExtremes, type Neighbourhood } from '../domain/extremes'
import type { Candidate } from '../../similar/domain/ranking/member'
import type { Track } from '../../domain/track'
import { BLOCK_WEIGHT, BLOCKS, DIMENSIONS } from '../../domain/features/vector-spec'
import type { VectorSearch } from '../ports'

export type FindExtremesDeps = {
  tracks: {
    findSample: (count: number) => Promise<string[]>
    findCandidates: (ids: string[]) => Promise<Map<string, Candidate>>
    findTracks: (ids: string[]) => Promise<Track[]>
  }
  index: Pick<VectorSearch, 'readVectors' | 'searchVectors'>
}
type Extremes = Pick<CatalogSummary, 'asked' | 'mostCentral' | 'mostUnusual'>

const NAMED = 5
/** Tracks asked for their neighbours; below it all are. Each is a search like any reader's. */
const ASKED = 500
/** In one call of the index, so that searches of readers get their turn between. */
const AT_A_TIME = 64
/** Further hits, of which other releases of a recording take some away. */
const SPARE = 10

/**
 * The most central and the most unusual of at most ASKED searchable tracks scattered over the catalog
 * (catalog/domain/extremes.ts says what these are). Empty where there are too few for either to mean anything.
 */
export async function findCatalogExtremes({ tracks, index }: FindExtremesDeps): Promise<Extremes> {
  const sample = await tracks.findSample(ASKED)
  const asked = wellKnown(await tracks.findCandidates(sample))
  if (asked.length < 2 * (EXTREME_NEIGHBOURS + NAMED)) return { asked: 0, mostCentral: [], mostUnusual: [] }
  const lists: Neighbourhood[] = []
  const trackOf = new Map<string, string>()
  for (let from = 0; from < asked.length; from += AT_A_TIME) {
    const part = asked.slice(from, from + AT_A_TIME)
    const vectors = await index.readVectors(part.map(({ id }) => id))
    const found = await index.searchVectors(vectors, EXTREME_NEIGHBOURS + 1 + SPARE)
    const candidates = await tracks.findCandidates(found.flatMap(({ ids }) => Array.from(ids, String)))
    for (const [i, own] of part.entries()) {
      const hits = found[i]
      if (!hits) continue
      const known = Array.from(hits.ids, (id, row) => ({
        row,
        candidate: candidates.get(String(id)),
      })).flatMap(({ row, candidate }) => (candidate ? [{ row, candidate }] : []))
      for (const { id, recording } of [own, ...known.map(({ candidate }) => candidate)]) {
        if (!trackOf.has(recording)) trackOf.set(recording, id)
      }
      lists.push({
        recording: own.recording,
        query: vectors.slice(i * DIMENSIONS, (i + 1) * DIMENSIONS),
        hits: known.map(({ candidate }) => candidate),
        vectors: pick(
          hits.vectors,
          known.map(({ row }) => row),
        ),
      })
    }
  }
  const { central, unusual } = findExtremes(lists, EXTREME_NEIGHBOURS)
  const show = async (entries: [string, number][]) => {
    const named = entries.slice(0, NAMED)
    const found = await Promise.all(
      named.map(([recording]) => tracks.findTracks([trackOf.get(recording) ?? ''])),
    )
    return named.flatMap(([, figure], i) => (found[i] ?? []).map((track) => ({ track, figure })))
  }
  return {
    asked: lists.length,
    mostCentral: (await show(central)).map(({ track, figure }) => ({ track, lists: figure })),
    mostUnusual: (await show(unusual)).map(({ track, figure }) => ({ track, likeness: figure })),
  }
}

/**
 * The tracks of which at least half as much is known as of the best known: vectors of few values are alike because little
 * of them is compared, and would be the middle of every catalog.
 */
function wellKnown(candidates: Map<string, Candidate>): Candidate[] {
  const weightOf = ({ mask }: Candidate) =>
    BLOCKS.reduce((sum, block, i) => sum + (mask & (1 << i) ? BLOCK_WEIGHT[block] : 0), 0)
  const weighed = [...candidates.values()].map((candidate) => ({ candidate, weight: weightOf(candidate) }))
  const most = weighed.reduce((max, { weight }) => Math.max(max, weight), 0)
  return weighed.flatMap(({ candidate, weight }) => (weight >= most / 2 ? [candidate] : []))
}

function pick(vectors: Float32Array, rows: number[]): Float32Array {
  const picked = new Float32Array(rows.length * DIMENSIONS)
  rows.forEach((row, i) => {
    picked.set(vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS), i * DIMENSIONS)
  })
  return picked
}
