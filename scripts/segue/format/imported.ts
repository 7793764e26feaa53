import type { ImportedLists, RemovedImports } from '~server/accounts/domain/imported'
import { integer } from './numbers'
import { table } from './table'

/** The lists of files, a line each. */
export function formatImported({ total, lists }: ImportedLists): string {
  if (total === 0) return 'No list of a file is kept.'
  const rows = lists.map(({ id, name, tracks, importedAt }) => [
    id,
    name,
    integer(tracks),
    importedAt.slice(0, 16).replace('T', ' '),
  ])
  const rest = total > lists.length ? [`and ${integer(total - lists.length)} older ones`] : []
  return [table(['id', 'list', 'tracks', 'imported'], rows), ...rest].join('\n')
}

/** What was deleted. */
export function formatRemoved({ lists, tracks, imports }: RemovedImports): string {
  return `Deleted: ${integer(lists)} lists, ${integer(tracks)} tracks that nothing else held, ${integer(imports)} imports.`
}
