import { randomUUID } from 'node:crypto'
import { DomainError } from '../domain/errors'
import type { NameHits } from './domain/named-track'
import type { NameQuery } from './domain/name-query'
import type { ChangedNames } from './names.repository'
import type { NameThread } from './name-thread'

type Deps = {
  names: { readChanged: (afterSeq: number, limit: number) => Promise<ChangedNames> }
  thread: Pick<NameThread, 'change' | 'search'>
}
type Options = {
  /** How long the first searchers wait for all names to be read. */
  loadMs: number
  /** How long a search waits for what came since the last one. */
  catchUpMs: number
}

export type SearchNames = (query: NameQuery, limit: number) => Promise<NameHits>

/** A tenth of a second's work for the thread; a search waits behind one of them at most. */
const BATCH = 5000
/** Memory that names which are gone may take before all are read anew. */
const MIN_GONE = 10_000

/**
 * Names that are up to date whenever they are searched: each search first reads what changed since the last one, the first
 * search all there is. Where a catalog grows faster than that, what is there already is searched.
 */
export function createNameSearch({ names, thread }: Deps, { loadMs, catchUpMs }: Options) {
  let epoch = randomUUID()
  let lastSeq = 0
  let isLoaded = false
  let following: Promise<void> | null = null

  const startOver = () => {
    epoch = randomUUID()
    lastSeq = 0
    isLoaded = false
  }

  /** Reads one batch; gives whether all is read. */
  const readBatch = async (): Promise<boolean> => {
    const filling = epoch
    const changed = await names.readChanged(lastSeq, BATCH)
    // Another search found the thread gone meanwhile.
    if (epoch !== filling) return false
    if (changed.count === 0 && isLoaded) return true
    const held = await thread.change({ epoch, names: changed.names, removed: changed.removed })
    if (epoch !== filling) return false
    lastSeq = changed.lastSeq
    if (isLoaded && held.gone > Math.max(MIN_GONE, held.size)) {
      startOver()
      return false
    }
    if (changed.count < BATCH) isLoaded = true
    return changed.count < BATCH
  }

  const readAll = async () => {
    while (!(await readBatch()));
  }

  /** One at a time; whoever comes meanwhile waits for the same. */
  const follow = (): Promise<void> => {
    following ??= readAll().finally(() => {
      following = null
    })
    return following
  }

  const catchUp = async () => {
    const done = await inTime(follow(), isLoaded ? catchUpMs : loadMs)
    if (done || isLoaded) return
    throw new DomainError('BUSY', 'The names of the catalog are being read.', { retryAfterSeconds: 5 })
  }

  const search: SearchNames = async (query, limit) => {
    await catchUp()
    const found = await thread.search({ epoch, query, limit })
    if (found) return found
    startOver()
    await catchUp()
    return (await thread.search({ epoch, query, limit })) ?? { hits: [], total: 0 }
  }

  return { search, warmUp: follow }
}

/** Whether the work is done within the time; its failure is thrown. */
async function inTime(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  // It may fail when nobody waits for it any more; the next search meets the same failure.
  work.catch(() => undefined)
  try {
    return await Promise.race([work.then(() => true as const), late])
  } finally {
    clearTimeout(timer)
  }
}
