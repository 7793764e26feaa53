import { Piscina } from 'piscina'
import type {
  Appended,
  AppendTask,
  BuildTask,
  BuiltIndex,
  LoadedIndex,
  LoadTask,
  ReleaseTask,
  SearchHits,
  SearchTask,
  SearchVectorsTask,
  TaskResult,
  VectorsFound,
  VectorsTask,
} from '~workers/protocol'
import { DomainError } from '../domain/errors'

export type IndexPool = ReturnType<typeof createIndexPool>

/** No index has this handle; letting go of it does nothing. */
const NO_INDEX = 0n

type Options = { filename: string; threads: number; maxQueue: number; timeoutMs: number }

type Tasks = {
  buildIndex: [BuildTask, BuiltIndex]
  loadIndex: [LoadTask, LoadedIndex]
  searchIndex: [SearchTask, SearchHits]
  searchVectors: [SearchVectorsTask, SearchHits]
  readVectors: [VectorsTask, VectorsFound]
  appendVectors: [AppendTask, Appended]
  releaseIndex: [ReleaseTask, object]
}

/**
 * Threads that hold the index. No AbortSignal goes in: Piscina ends the thread of a task that is aborted, and with it
 * nothing of the index, but every task queued behind it. A query that takes too long fails outside instead.
 * One more thread than asked for keeps searches going while one builds.
 */
export function createIndexPool(options: Options) {
  const pool = new Piscina({
    filename: options.filename,
    minThreads: options.threads,
    maxThreads: options.threads + 1,
    maxQueue: options.maxQueue,
    idleTimeout: 60_000,
    // The waiting threads of a pool otherwise block in Atomics.wait, and pending file work of a build with them.
    atomics: 'disabled',
  })
  // Each thread is given something to do, and `close` waits for it: a thread that is ended while it still loads its
  // modules and the native binding takes the process with it (SIGABRT, seen in 4 of 40 starts on a used port).
  const loaded = Promise.allSettled(
    Array.from({ length: options.threads }, () => pool.run({ handle: NO_INDEX }, { name: 'releaseIndex' })),
  )

  async function run<N extends keyof Tasks>(name: N, task: Tasks[N][0]): Promise<TaskResult<Tasks[N][1]>> {
    if (pool.queueSize >= options.maxQueue) {
      throw new DomainError('BUSY', 'Too many searches are waiting.', { retryAfterSeconds: 1 })
    }
    return (await pool.run(task, { name })) as TaskResult<Tasks[N][1]>
  }

  async function inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new DomainError('TIMED_OUT', 'The search took too long.', { retryAfterSeconds: 2 }))
      }, options.timeoutMs)
    })
    try {
      return await Promise.race([work, deadline])
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    build: (task: BuildTask) => run('buildIndex', task),
    load: (task: LoadTask) => run('loadIndex', task),
    search: (task: SearchTask) => inTime(run('searchIndex', task)),
    searchVectors: (task: SearchVectorsTask) => inTime(run('searchVectors', task)),
    readVectors: (task: VectorsTask) => inTime(run('readVectors', task)),
    append: (task: AppendTask) => run('appendVectors', task),
    release: (task: ReleaseTask) => run('releaseIndex', task),
    stats: () => ({ threads: pool.threads.length, queued: pool.queueSize, utilization: pool.utilization }),
    async close() {
      await loaded
      await pool.close()
    },
  }
}
