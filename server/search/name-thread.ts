import { Piscina } from 'piscina'
import type { ChangeNamesTask, NamesSize, SearchNamesTask } from '~workers/protocol'
import { DomainError } from '../domain/errors'
import type { NameHits } from './domain/named-track'

export type NameThread = ReturnType<typeof createNameThread>

/** Searches that wait at most; each takes some milliseconds. */
const MAX_QUEUE = 200

/** The thread that holds the names of the catalog; it starts when it is first needed. */
export function createNameThread(filename: string, onCrash: (error: unknown) => void) {
  let pool: Piscina | null = null
  let closed = false

  const run = async <T>(name: string, task: ChangeNamesTask | SearchNamesTask): Promise<T> => {
    if (closed) throw new DomainError('CANCELLED', 'The process is stopped.')
    if (!pool) {
      // The names go with their thread, so it stays.
      pool = new Piscina({ filename, minThreads: 1, maxThreads: 1, maxQueue: MAX_QUEUE, recordTiming: false })
      pool.on('error', onCrash)
    }
    if (pool.queueSize >= MAX_QUEUE) {
      throw new DomainError('BUSY', 'Too many searches are waiting.', { retryAfterSeconds: 1 })
    }
    return (await pool.run(task, { name })) as T
  }

  return {
    change: (task: ChangeNamesTask) => run<NamesSize>('changeNames', task),
    search: (task: SearchNamesTask) => run<NameHits | null>('searchNames', task),
    close: async () => {
      closed = true
      await pool?.close()
    },
  }
}
