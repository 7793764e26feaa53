import type { Drift } from '../domain/features/drift'
import type { IndexVersion } from '../catalog/ports'

export type DescribeIndexDeps = {
  keeper: {
    findLive: () => { version: IndexVersion; count: number; drift: { read: () => Drift } } | null
    listVersions: () => Promise<IndexVersion[]>
  }
  tracks: { countCatalog: () => Promise<{ tracks: number; searchable: number }> }
}

export type IndexStatus = Awaited<ReturnType<typeof describeIndex>>

/** The index in use and the versions that are kept, newest first. */
export async function describeIndex({ keeper, tracks }: DescribeIndexDeps) {
  const [versions, counts] = await Promise.all([keeper.listVersions(), tracks.countCatalog()])
  const live = keeper.findLive()
  return {
    current: live ? toView(live.version) : null,
    live: live?.count ?? 0,
    drift: live?.drift.read() ?? null,
    tracks: counts.tracks,
    searchable: counts.searchable,
    versions: versions.map(toView),
  }
}

/** A version as pages and tools see it. */
export function toView(version: IndexVersion) {
  return {
    version: version.version,
    state: version.state,
    spec: version.spec,
    kind: version.kind,
    count: version.count,
    nlist: version.nlist,
    nprobe: version.nprobe,
    efSearch: version.efSearch,
    recall: version.recall,
    builtAt: version.createdAt.toISOString(),
    buildSeconds: version.buildMs / 1000,
    bytes: version.bytes,
    reason: version.reason,
  }
}
