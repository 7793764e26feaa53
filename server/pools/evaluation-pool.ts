import { Piscina } from 'piscina'
import type { Evaluated, EvaluateTask, TaskResult } from '~workers/protocol'

export type EvaluationPool = ReturnType<typeof createEvaluationPool>

/** Evaluations of one process that may wait for each other. */
const MAX_QUEUE = 4

/**
 * One thread that is there only while something is evaluated. It holds nothing that outlives a task, so a signal may
 * end it. The arrays of the catalog move to the thread; the caller has them no longer.
 */
export function createEvaluationPool(options: { filename: string }) {
  const pool = new Piscina({
    filename: options.filename,
    minThreads: 0,
    maxThreads: 1,
    maxQueue: MAX_QUEUE,
    idleTimeout: 1000,
    atomics: 'disabled',
  })
  return {
    async evaluate(task: EvaluateTask, signal: AbortSignal): Promise<TaskResult<Evaluated>> {
      const { shaped, songs, isrcs, artists, popularity, sample, genres, playlists } = task.catalog
      const arrays = [shaped, songs, isrcs, artists, popularity, sample]
      const lists = [genres, playlists].flatMap(({ starts, values }) => [starts, values])
      const transferList = [...arrays, ...lists].map(({ buffer }) => buffer as ArrayBuffer)
      return (await pool.run(task, { name: 'evaluate', signal, transferList })) as TaskResult<Evaluated>
    },
    close: () => pool.destroy(),
  }
}
