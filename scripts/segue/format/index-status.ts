import type { IndexStatus } from '~server/status/describe-index'
import { byteSize, duration, integer } from './numbers'
import { list, table } from './table'

/** The index that answers and those that are kept. */
export function formatIndexStatus({
  current,
  live,
  drift,
  tracks,
  searchable,
  versions,
}: IndexStatus): string {
  const counts = `${integer(tracks)} tracks in the catalog, ${integer(searchable)} of them searchable`
  if (!current) return `There is no index yet: ${counts}.`
  const details = list([
    ['kind', formatKind(current)],
    ['vectors', `${integer(current.count)}, ${integer(live)} with those added since`],
    ['drift', drift ? formatDrift(drift) : '-'],
    ['recall@10', current.recall === null ? 'exact' : current.recall.toFixed(3)],
    ['vector spec', String(current.spec)],
    ['built', `${current.builtAt} in ${duration(current.buildSeconds)}`],
    ['size', byteSize(current.bytes)],
  ])
  const kept = versions.map(({ version, state, kind, count, builtAt, reason }) => [
    version,
    state,
    kind,
    count,
    builtAt,
    reason ?? '',
  ])
  const more =
    versions.length > 1 ? ['', table(['version', 'state', 'kind', 'vectors', 'built', 'reason'], kept)] : []
  return [`Index version ${current.version}: ${counts}`, details, ...more].join('\n')
}

function formatKind({ kind, nlist, nprobe, efSearch }: NonNullable<IndexStatus['current']>): string {
  if (nlist !== null) return `${kind}, ${integer(nlist)} lists, ${nprobe ?? '-'} searched`
  if (efSearch === null) return kind
  return `${kind}, ${integer(efSearch)} ${kind === 'cspann' ? 'partitions searched' : 'candidates kept'}`
}

function formatDrift({ share, distance, dimension }: NonNullable<IndexStatus['drift']>): string {
  if (share === 0) return 'none since it was built'
  const moved = dimension === null ? '' : `; ${dimension} moved by ${distance.toFixed(2)} of its spread`
  return `${(share * 100).toFixed(1)} % changed since it was built${moved}`
}
