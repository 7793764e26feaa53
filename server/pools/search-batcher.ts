import type { SearchBatch, SearchBatchHits, SearchHits, SearchTask, TaskResult } from '~workers/protocol'
import { DomainError } from '../domain/errors'

type Options = {
  /** Answers a batch in a thread; `lanes` of them go on at once. */
  call: (batch: SearchBatch) => Promise<TaskResult<SearchBatchHits>>
  lanes: number
  /** Answers here and now, or says null: for a question that comes alone. */
  callNow?: (batch: SearchBatch) => TaskResult<SearchBatchHits> | null
  /** Rows in one call at most; a single question may have more. */
  batchMax: number
  /** Questions that wait at most; beyond, BUSY. */
  maxQueue: number
  timeoutMs: number
}

type Waiting = {
  task: SearchTask
  since: number
  settle: (result: TaskResult<SearchHits>) => void
  fail: (error: unknown) => void
}

/**
 * Turns questions that come at the same time into one call of FAISS: the way to a thread and back costs as much as a
 * search, and a batch pays for it once (`npm run bench -- index`). Nothing waits for company: a question goes as soon
 * as a lane is free, together with whatever gathered while all lanes were taken; one that is alone is answered here if
 * it is small (docs/decisions/0018).
 *
 * A question that is too late fails here. Its thread is never told: a thread that Piscina ends takes the questions of
 * others with it.
 */
export function createSearchBatcher(options: Options) {
  let queue: Waiting[] = []
  let underWay = 0
  let planned = false
  let timer: NodeJS.Timeout | undefined
  const open = new Set<Waiting>()

  /** After the promise jobs of this turn: callers that one batch woke ask again in one batch. */
  const plan = () => {
    if (planned || underWay >= options.lanes || queue.length === 0) return
    planned = true
    process.nextTick(() => {
      planned = false
      if (answerAlone()) return
      while (underWay < options.lanes && queue.length > 0) send(take())
    })
  }

  function answerAlone(): boolean {
    const [only] = queue
    if (!only || queue.length > 1 || underWay > 0) return false
    const answer = options.callNow?.(toBatch(only.task, [only])) ?? null
    if (!answer) return false
    queue = []
    split([only], answer)
    return true
  }

  function take(): Waiting[] {
    const share = Math.ceil(queue.length / (options.lanes - underWay))
    const batch: Waiting[] = []
    const left: Waiting[] = []
    let rows = 0
    for (const waiting of queue) {
      const [first] = batch
      const more = rows + waiting.task.ids.length
      const fits = !first || (batch.length < share && more <= options.batchMax && belong(first, waiting))
      if (fits) {
        batch.push(waiting)
        rows = more
      } else left.push(waiting)
    }
    queue = left
    return batch
  }

  function send(batch: Waiting[]): void {
    const [first] = batch
    if (!first) return
    underWay++
    options
      .call(toBatch(first.task, batch))
      .then(
        (answer) => {
          split(batch, answer)
        },
        (error: unknown) => {
          for (const waiting of batch) waiting.fail(error)
        },
      )
      .finally(() => {
        underWay--
        plan()
      })
  }

  /** One timer for all: they wait equally long, so the first that came is the first that is late. */
  const watch = () => {
    const [oldest] = open
    if (!oldest || timer) return
    timer = setTimeout(
      () => {
        timer = undefined
        const late = performance.now() - options.timeoutMs
        for (const waiting of open) {
          if (waiting.since > late) break
          waiting.fail(new DomainError('TIMED_OUT', 'The search took too long.', { retryAfterSeconds: 2 }))
        }
        queue = queue.filter((waiting) => open.has(waiting))
        watch()
      },
      Math.max(1, Math.ceil(oldest.since + options.timeoutMs - performance.now())),
    )
    timer.unref()
  }

  return {
    /** Rejects with BUSY where too many wait, and with TIMED_OUT after `timeoutMs`. */
    search(task: SearchTask): Promise<TaskResult<SearchHits>> {
      if (queue.length >= options.maxQueue) {
        return Promise.reject(
          new DomainError('BUSY', 'Too many searches are waiting.', { retryAfterSeconds: 1 }),
        )
      }
      return new Promise((resolve, reject) => {
        const waiting: Waiting = {
          task,
          since: performance.now(),
          settle: (result) => {
            if (open.delete(waiting)) resolve(result)
          },
          fail: (error) => {
            if (open.delete(waiting)) reject(error instanceof Error ? error : new Error(String(error)))
          },
        }
        open.add(waiting)
        queue.push(waiting)
        watch()
        plan()
      })
    },

    stats: () => ({ waiting: queue.length, underWay }),
  }
}

/** One call has one index, one nprobe and one k, the largest asked for: not more than twice what anybody needs. */
function belong({ task: a }: Waiting, { task: b }: Waiting): boolean {
  return (
    a.handle === b.handle &&
    a.nprobe === b.nprobe &&
    a.withVectors === b.withVectors &&
    Math.max(a.k, b.k) <= 2 * Math.min(a.k, b.k)
  )
}

function toBatch(first: SearchTask, batch: Waiting[]): SearchBatch {
  if (batch.length === 1) return { ...first, counts: [first.ids.length] }
  const counts = batch.map(({ task }) => task.ids.length)
  const ids = new BigInt64Array(counts.reduce((sum, count) => sum + count, 0))
  let at = 0
  for (const { task } of batch) {
    ids.set(task.ids, at)
    at += task.ids.length
  }
  return { ...first, ids, counts, k: Math.max(...batch.map(({ task }) => task.k)) }
}

/** Gives every question its rows. They are views of the batch's arrays: nobody writes into an answer. */
function split(batch: Waiting[], answer: TaskResult<SearchBatchHits>): void {
  let row = 0
  batch.forEach((waiting, i) => {
    if (!answer.ok) {
      waiting.settle(answer)
      return
    }
    const message = answer.failures?.[i]
    if (message !== undefined) {
      waiting.settle({ ok: false, code: 'NOT_IN_INDEX', message })
      return
    }
    const rows = waiting.task.ids.length
    waiting.settle({ ok: true, ...cut(answer, row, rows, waiting.task.k) })
    row += rows
  })
}

function cut(
  { queries, ids, scores, vectors, k, dims }: SearchBatchHits,
  row: number,
  rows: number,
  own: number,
) {
  const take = Math.min(own, k)
  const columns = <T extends Float32Array | BigInt64Array>(all: T, width: number): T => {
    const mine = all.subarray(row * k * width, (row + rows) * k * width) as T
    return take === k || rows === 1
      ? (mine.subarray(0, rows * take * width) as T)
      : firstOfRows(mine, k, take, width)
  }
  return {
    queries: queries.subarray(row * dims, (row + rows) * dims),
    ids: columns(ids, 1),
    scores: columns(scores, 1),
    vectors: columns(vectors, dims),
  }
}

/** The first `take` of every `k` cells of `width` numbers. */
function firstOfRows<T extends Float32Array | BigInt64Array>(
  all: T,
  k: number,
  take: number,
  width: number,
): T {
  const rows = all.length / (k * width)
  const kept = all.slice(0, rows * take * width) as T
  for (let row = 0; row < rows; row++) {
    const cells = all.subarray(row * k * width, (row * k + take) * width)
    kept.set(cells as never, row * take * width)
  }
  return kept
}
