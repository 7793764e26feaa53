import type { SearchHits, SearchTask, TaskResult } from '~workers/protocol'
import { DomainError } from '../../domain/errors'
import { DIMENSIONS } from '../../domain/features/vector-spec'

type Answer = TaskResult<SearchHits>
type Options = {
  /** Searches in a thread. */
  call: (task: SearchTask) => Promise<Answer>
  /** Calls that run at once. */
  lanes: number
  /** Query vectors in one call at most; a single search may have more. */
  batchMax: number
  /** Searches that wait at most; beyond, BUSY. */
  maxQueue: number
  timeoutMs: number
}
type Waiting = { task: SearchTask; resolve: (answer: Answer) => void; reject: (error: unknown) => void }

/**
 * Turns searches that come at the same time into one call of the index: a search starts as soon as a lane is free,
 * together with those that gathered meanwhile.
 *
 * A search that takes too long fails here. Its thread runs on: a thread that Piscina ends takes the searches of others
 * with it.
 */
export function createSearchBatcher({ call, lanes, batchMax, maxQueue, timeoutMs }: Options) {
  let queue: Waiting[] = []
  let running = 0
  let planned = false

  /** After the promise jobs of this turn, so that callers whom one answer resumed share the next call. */
  function plan(): void {
    if (planned) return
    planned = true
    process.nextTick(() => {
      planned = false
      while (running < lanes && queue.length > 0) void send(take())
    })
  }

  function take(): Waiting[] {
    const share = Math.ceil(queue.length / (lanes - running))
    const batch: Waiting[] = []
    const left: Waiting[] = []
    let rows = 0
    for (const waiting of queue) {
      const [first] = batch
      const more = rows + countRows(waiting.task)
      if (!first || (batch.length < share && more <= batchMax && fit(first.task, waiting.task))) {
        batch.push(waiting)
        rows = more
      } else left.push(waiting)
    }
    queue = left
    return batch
  }

  async function send(batch: Waiting[]): Promise<void> {
    running++
    try {
      const tasks = batch.map(({ task }) => task)
      const answers = split(tasks, await call(join(tasks)))
      batch.forEach(({ resolve }, i) => {
        const answer = answers[i]
        if (answer) resolve(answer)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    } finally {
      running--
      plan()
    }
  }

  return {
    /** Rejects with BUSY where too many wait, and with TIMED_OUT after `timeoutMs`. */
    search(task: SearchTask): Promise<Answer> {
      if (queue.length >= maxQueue) {
        return Promise.reject(
          new DomainError('BUSY', 'Too many searches are waiting.', { retryAfterSeconds: 1 }),
        )
      }
      let timer: NodeJS.Timeout | undefined
      return new Promise<Answer>((resolve, reject) => {
        const waiting = { task, resolve, reject }
        timer = setTimeout(() => {
          queue = queue.filter((other) => other !== waiting)
          reject(new DomainError('TIMED_OUT', 'The search took too long.', { retryAfterSeconds: 2 }))
        }, timeoutMs)
        queue.push(waiting)
        plan()
      }).finally(() => {
        clearTimeout(timer)
      })
    },

    stats: () => ({ waiting: queue.length, running }),
  }
}

const countRows = ({ queries }: SearchTask) => queries.length / DIMENSIONS

function fit(a: SearchTask, b: SearchTask): boolean {
  return a.handle === b.handle && a.nprobe === b.nprobe && a.k === b.k && !a.include && !b.include
}

function join(tasks: SearchTask[]): SearchTask {
  const [first] = tasks
  if (!first) throw new Error('A batch has one search at least')
  if (tasks.length === 1) return first
  const queries = new Float32Array(tasks.reduce((sum, task) => sum + task.queries.length, 0))
  let at = 0
  for (const task of tasks) {
    queries.set(task.queries, at)
    at += task.queries.length
  }
  return { ...first, queries }
}

/** The rows of each search. They are views of the arrays of the batch: nobody writes into an answer. */
function split(tasks: SearchTask[], answer: Answer): Answer[] {
  if (!answer.ok || tasks.length === 1) return tasks.map(() => answer)
  const { ids, scores, vectors } = answer
  const hits = ids.length / tasks.reduce((sum, task) => sum + countRows(task), 0)
  let from = 0
  return tasks.map((task) => {
    const start = from
    from += countRows(task) * hits
    return {
      ok: true,
      ids: ids.subarray(start, from),
      scores: scores.subarray(start, from),
      vectors: vectors.subarray(start * DIMENSIONS, from * DIMENSIONS),
    }
  })
}
