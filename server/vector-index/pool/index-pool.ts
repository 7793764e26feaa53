import { Piscina } from 'piscina'
import type {
  Appended,
  AppendTask,
  BuildTask,
  BuiltIndex,
  CheckTask,
  LoadedIndex,
  LoadTask,
  ReleaseTask,
  SearchHits,
  SearchTask,
  TaskResult,
  VectorsFound,
  VectorsTask,
} from '~workers/protocol'
import type { IndexSearch } from '~workers/native/search-index'
import { DomainError } from '../../domain/errors'
import { createSearchBatcher } from './search-batcher'

export type IndexPool = ReturnType<typeof createIndexPool>

/** No index has this handle; letting go of it does nothing. */
const NO_INDEX = 0n

type Options = {
  filename: string
  /** Threads that search. */
  threads: number
  /** Searches that wait at most. */
  maxQueue: number
  /** Search in the thread that asks, for what is soon done; without it the threads search everything. */
  here?: IndexSearch
  /** Rows in one call of FAISS at most. */
  batchMax: number
  timeoutMs: number
}

/**
 * Numbers that a search multiplies in the thread that asks: a third of a millisecond, which is what a message to another
 * thread and back takes.
 */
const HERE_NUMBERS = 2 ** 21
/** Vectors that are read there. */
const HERE_VECTORS = 2000

type Tasks = {
  buildIndex: [BuildTask, BuiltIndex]
  loadIndex: [LoadTask, LoadedIndex]
  checkIndex: [CheckTask, object]
  searchIndex: [SearchTask, SearchHits]
  readVectors: [VectorsTask, VectorsFound]
  appendVectors: [AppendTask, Appended]
  releaseIndex: [ReleaseTask, object]
}

/** One appends while the other reads a file. */
const KEEPING_THREADS = 2
/** The keeper does one thing after the other; this many never wait. */
const KEEPING_QUEUE = 1000
/** A build takes what time searches leave (and a tenth of a busy core); nice(2), which Linux keeps for each thread. */
const BUILDING_NICENESS = 10
/** A build of so many vectors takes some 50 ms and 10 MB, a thread for it 130 ms to start. */
const SMALL_BUILD = 10_000

/**
 * Vectors lie outside of a thread's heap. Young objects may take 48 MB of it by default, which an import fills in every
 * thread before any of it is looked at again.
 */
const HEAP = { maxYoungGenerationSizeMb: 8 }

/**
 * Threads that hold the index: some search, others keep it (load, append), one builds it, all on the same memory, so that
 * a build never stands before a search. No AbortSignal goes in: Piscina ends the thread of a task that is aborted, and
 * with it the searches of others. A query that takes too long fails outside instead.
 */
export function createIndexPool(options: Options) {
  const { filename, threads, here, maxQueue, timeoutMs } = options
  const searching = new Piscina({
    filename,
    name: 'searchIndex',
    minThreads: threads,
    maxThreads: threads,
    maxQueue,
    // A thread that rests sleeps in Atomics.wait, not in its event loop.
    atomics: 'sync',
    recordTiming: false,
    resourceLimits: HEAP,
  })
  const keeping = new Piscina({
    filename,
    minThreads: 1,
    maxThreads: KEEPING_THREADS,
    maxQueue: KEEPING_QUEUE,
    idleTimeout: 60_000,
    resourceLimits: HEAP,
    // The file work of a build needs the event loop of its thread while another task waits in it.
    atomics: 'disabled',
  })
  const building = new Piscina({
    filename,
    minThreads: 0,
    maxThreads: 1,
    maxQueue: KEEPING_QUEUE,
    // The memory of a build goes with its thread.
    idleTimeout: 10_000,
    niceIncrement: BUILDING_NICENESS,
    atomics: 'disabled',
  })
  // Each thread is given something to do, and `close` waits for it: a thread that is ended while it still loads its
  // modules and the native binding takes the process with it (SIGABRT, seen in 4 of 40 starts on a used port).
  const loaded = Promise.allSettled(
    [...Array.from({ length: threads }, () => searching), keeping].map((pool) =>
      pool.run({ handle: NO_INDEX }, { name: 'releaseIndex' }),
    ),
  )

  const run = async <N extends keyof Tasks>(
    pool: Piscina,
    name: N,
    task: Tasks[N][0],
    moved: (Float32Array | BigInt64Array)[] = [],
  ) => {
    const transferList = moved.map(({ buffer }) => buffer as ArrayBuffer)
    return (await pool.run(task, { name, transferList })) as TaskResult<Tasks[N][1]>
  }

  const batcher = createSearchBatcher({
    call: (task) => run(searching, 'searchIndex', task),
    lanes: threads,
    batchMax: options.batchMax,
    maxQueue,
    timeoutMs,
  })

  async function readVectors(task: VectorsTask) {
    if (here && task.ids.length <= HERE_VECTORS) return here.readVectors(task)
    if (searching.queueSize >= maxQueue) {
      throw new DomainError('BUSY', 'Too many searches are waiting.', { retryAfterSeconds: 1 })
    }
    return inTime(run(searching, 'readVectors', task), timeoutMs)
  }

  return {
    /** The arrays of the task move to the thread; the caller has them no longer. */
    build: (task: BuildTask) => {
      const pool = task.ids.length <= SMALL_BUILD ? keeping : building
      return run(pool, 'buildIndex', task, [task.shaped, task.ids])
    },
    load: (task: LoadTask) => run(keeping, 'loadIndex', task),
    check: (task: CheckTask) => run(keeping, 'checkIndex', task),
    search: async (task: SearchTask) =>
      here && here.countNumbers(task) <= HERE_NUMBERS ? here.search(task) : batcher.search(task),
    readVectors,
    append: (task: AppendTask) => run(keeping, 'appendVectors', task),
    release: (task: ReleaseTask) => run(keeping, 'releaseIndex', task),
    stats: () => ({
      threads: searching.threads.length + keeping.threads.length + building.threads.length,
      queued: batcher.stats().waiting + searching.queueSize,
    }),
    close: async () => {
      await loaded
      await Promise.all([searching.close(), keeping.close(), building.close()])
    },
  }
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DomainError('TIMED_OUT', 'The search took too long.', { retryAfterSeconds: 2 }))
    }, timeoutMs)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
