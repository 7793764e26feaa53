import { SAMPLE_SIZE, toPopularityScale, type CatalogSample } from './domain/ranking/catalog-sample'
import type { Candidate } from './domain/ranking/member'
import { toPool } from './domain/ranking/pool'
import type { VectorSearch } from '../catalog/ports'

export type CatalogSampleDeps = {
  tracks: {
    findSample: (count: number) => Promise<string[]>
    findCandidates: (ids: string[]) => Promise<Map<string, Candidate>>
  }
  index: Pick<VectorSearch, 'readVectors' | 'describe'>
}

export type GetCatalogSample = () => Promise<CatalogSample>

/** Draws the sample of the index version in use when it is first asked for, and keeps it until the version changes. */
export function createCatalogSample({ tracks, index }: CatalogSampleDeps): GetCatalogSample {
  let kept: { version: number; sample: Promise<CatalogSample> } | null = null

  const draw = async (): Promise<CatalogSample> => {
    const ids = await tracks.findSample(SAMPLE_SIZE)
    const [candidates, vectors] = await Promise.all([tracks.findCandidates(ids), index.readVectors(ids)])
    const popularityScore = toPopularityScale([...candidates.values()].map(({ popularity }) => popularity))
    return {
      pool: toPool({ ids: BigInt64Array.from(ids, BigInt), vectors }, candidates, popularityScore),
      popularityScore,
    }
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
