import { Piscina } from 'piscina'
import type { EvaluationCatalog } from './domain/catalog'
import type { Compared, CompareTask, Evaluated, EvaluateTask, TaskResult } from '~workers/protocol'

export type EvaluationPool = ReturnType<typeof createEvaluationPool>

/** Evaluations of one process that may wait for each other. */
const MAX_QUEUE = 4

/** A build is judged while somebody's evaluation runs. */
const MAX_THREADS = 2

/**
 * Threads that are there only while something is evaluated. They hold nothing that outlives a task, so a signal may
 * end one. The arrays of the catalog move to the thread; the caller has them no longer.
 */
export function createEvaluationPool(options: { filename: string }) {
  const pool = new Piscina({
    filename: options.filename,
    minThreads: 0,
    maxThreads: MAX_THREADS,
    maxQueue: MAX_QUEUE,
    idleTimeout: 1000,
    atomics: 'disabled',
  })
  const run = (name: string, task: { catalog: EvaluationCatalog }, signal: AbortSignal): Promise<unknown> =>
    pool.run(task, { name, signal, transferList: buffersOf(task.catalog) })

  return {
    evaluate: async (task: EvaluateTask, signal: AbortSignal) =>
      (await run('evaluate', task, signal)) as TaskResult<Evaluated>,
    compare: async (task: CompareTask, signal: AbortSignal) =>
      (await run('compare', task, signal)) as TaskResult<Compared>,
    close: () => pool.destroy(),
  }
}

function buffersOf({ genres, playlists, ...arrays }: EvaluationCatalog): ArrayBuffer[] {
  const lists = [genres, playlists].flatMap(({ starts, values }) => [starts, values])
  return [...Object.values(arrays), ...lists].map(({ buffer }) => buffer as ArrayBuffer)
}
