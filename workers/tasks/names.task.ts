import { createNameIndex, type NameIndex } from '~server/search/domain/name-index'
import type { NameHits } from '~server/search/domain/named-track'
import type { ChangeNamesTask, NameRow, NamesSize, SearchNamesTask } from '../protocol'

/** The names of the catalog, filled by one process for itself; `epoch` tells one filling from another. */
let filled: { epoch: string; index: NameIndex } | null = null

/** Takes changes in; another epoch than the last one begins with none. */
export function changeNames({ epoch, names, removed }: ChangeNamesTask): NamesSize {
  if (filled?.epoch !== epoch) filled = { epoch, index: createNameIndex() }
  const rows = JSON.parse(names) as NameRow[]
  const tracks = rows.map(([id, name, popularity, artists]) => ({
    id,
    name,
    popularity,
    artists: artists ?? [],
  }))
  filled.index.change(tracks, removed)
  return { size: filled.index.size(), gone: filled.index.gone() }
}

/** What fits; null where this thread has not these names, because it took the place of one that ended. */
export function searchNames({ epoch, query, limit }: SearchNamesTask): NameHits | null {
  return filled?.epoch === epoch ? filled.index.search(query, limit) : null
}
