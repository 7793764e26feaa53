import type { IndexCheck } from '~server/vector-index/verify-versions'
import { integer } from './numbers'
import { table } from './table'

/** What `segue index verify` found. */
export function formatIndexCheck({ versions, live }: IndexCheck): string {
  if (versions.length === 0) return 'There is no index yet.'
  const rows = versions.map(({ version, state, place, reason }) => [version, state, place, reason ?? 'whole'])
  const counts = live
    ? `${integer(live.count)} vectors answer, ${integer(live.expected)} are in the database${live.ok ? '' : ': rebuild the index'}`
    : 'No index answers.'
  return [table(['version', 'state', 'place', 'file'], rows), '', counts].join('\n')
}
