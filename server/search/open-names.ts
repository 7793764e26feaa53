import type { Resources } from '../process/resources'
import type { Sql } from '~db/client'
import type { SearchTracksDeps } from './search-tracks'
import type { Logger } from '../observability/logger'
import { createNameSearch } from './follow-names'
import { createNameThread } from './name-thread'
import { createNamesRepository } from './names.repository'

/** A million names are read within this time; see docs/decisions/0035. */
const LOAD_MS = 15_000
const CATCH_UP_MS = 250
/** So many names take half a second to read: ahead of the first search, not before it. */
const WARM_UP_FROM = 20_000

export type NameLookup = Omit<SearchTracksDeps, 'tracks'>

type Wiring = { sql: Sql; log: Logger; filename: string; size: number }

/** Search by name over a catalog of `size` searchable tracks. */
export function openNames({ sql, log, filename, size }: Wiring, resources: Resources): NameLookup {
  const thread = createNameThread(filename, (err) => {
    log.error({ err }, 'the thread that searches names ended')
  })
  resources.use(thread)
  const repository = createNamesRepository(sql)
  const names = createNameSearch({ names: repository, thread }, { loadMs: LOAD_MS, catchUpMs: CATCH_UP_MS })
  if (size >= WARM_UP_FROM) {
    names.warmUp().catch((err: unknown) => {
      log.debug({ err }, 'names not read ahead')
    })
  }
  return { searchNames: names.search, findByIsrc: (isrc, limit) => repository.findByIsrc(isrc, limit) }
}
