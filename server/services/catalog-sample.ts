import { DIMENSIONS } from '../domain/vector-spec'
import type { Candidate, VectorSearch } from './ports'
import { toMember, type FameScale, type Member } from './rank-candidates'

export type CatalogSampleDeps = {
  tracks: {
    findSample: (count: number) => Promise<string[]>
    findCandidates: (ids: string[]) => Promise<Map<string, Candidate>>
  }
  index: Pick<VectorSearch, 'readVectors' | 'describe'>
}

/** What is known of the whole catalog from a part of it: how likenesses spread, and how well known tracks are. */
export type CatalogSample = { members: Member[]; fame: FameScale }
export type GetCatalogSample = () => Promise<CatalogSample>

/** A share counted on so many has a standard error of .016 at most, and of .003 at .99. */
const SAMPLE = 1000
/** Popularity is 0…100; before two tracks have one, this stands for its spread. */
const ANY_FAME: FameScale = { location: 50, scale: 20 }

/** Draws the sample of the index version in use when it is first asked for, and keeps it until the version changes. */
export function createCatalogSample({ tracks, index }: CatalogSampleDeps): GetCatalogSample {
  let kept: { version: number; sample: Promise<CatalogSample> } | null = null

  const draw = async (): Promise<CatalogSample> => {
    const ids = await tracks.findSample(SAMPLE)
    const [candidates, vectors] = await Promise.all([tracks.findCandidates(ids), index.readVectors(ids)])
    const fame = toScale([...candidates.values()])
    const members = ids.flatMap((id, i) => {
      const candidate = candidates.get(id)
      const vector = vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)
      return candidate ? [toMember(candidate, vector, fame)] : []
    })
    return { members, fame }
  }

  return () => {
    const { version } = index.describe()
    if (kept?.version !== version) {
      const sample = draw()
      kept = { version, sample }
      sample.catch(() => {
        if (kept?.sample === sample) kept = null
      })
    }
    return kept.sample
  }
}

function toScale(candidates: Candidate[]): FameScale {
  const known = candidates.flatMap(({ popularity }) => (popularity === null ? [] : [popularity]))
  if (known.length < 2) return ANY_FAME
  const { location, scale } = moments(known)
  return scale > 0 ? { location, scale } : ANY_FAME
}

/** Mean and standard deviation. */
export function moments(values: readonly number[]): { location: number; scale: number } {
  const location = values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length)
  const variance = values.reduce((sum, v) => sum + (v - location) ** 2, 0) / Math.max(1, values.length)
  return { location, scale: Math.sqrt(variance) }
}
