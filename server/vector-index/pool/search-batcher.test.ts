import { describe, expect, it, vi } from 'vitest'
import type { SearchHits, SearchTask, TaskResult } from '~workers/protocol'
import { DIMENSIONS } from '../../domain/features/vector-spec'
import { createSearchBatcher } from './search-batcher'

/** Answers as the thread does: hit j of a query that begins with q is q × 100 + j, its vector begins with that number. */
function answer({ queries, k }: SearchTask): TaskResult<SearchHits> {
  const hits = firstsOf(queries).flatMap((query) => Array.from({ length: k }, (_, j) => query * 100 + j))
  return {
    ok: true,
    ids: BigInt64Array.from(hits, BigInt),
    scores: Float32Array.from(hits),
    vectors: toVectors(hits),
  }
}

const firstsOf = (vectors: Float32Array) => [...vectors.filter((_, i) => i % DIMENSIONS === 0)]
function toVectors(firsts: number[]): Float32Array {
  const vectors = new Float32Array(firsts.length * DIMENSIONS)
  firsts.forEach((first, i) => {
    vectors[i * DIMENSIONS] = first
  })
  return vectors
}

/** Threads that answer on request. */
function fixture(options: Partial<Parameters<typeof createSearchBatcher>[0]> = {}) {
  const sent: SearchTask[] = []
  const finish: (() => void)[] = []
  const call = vi.fn(
    (task: SearchTask) =>
      new Promise<TaskResult<SearchHits>>((resolve) => {
        sent.push(task)
        finish.push(() => {
          resolve(answer(task))
        })
      }),
  )
  const batcher = createSearchBatcher({
    call,
    lanes: 1,
    batchMax: 64,
    maxQueue: 100,
    // Longer than any run: some tests leave searches without an answer.
    timeoutMs: 3_600_000,
    ...options,
  })
  return { batcher, sent, sentRows: () => sent.map(({ queries }) => firstsOf(queries)), finish }
}

const taskOf = (rows: number[], more: Partial<SearchTask> = {}): SearchTask => ({
  handle: 1n,
  k: 3,
  nprobe: 8,
  queries: toVectors(rows),
  ...more,
})
const turn = () =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
const idsOf = (result: TaskResult<SearchHits>) => (result.ok ? [...result.ids].map(Number) : [])

describe('createSearchBatcher', () => {
  it('sends a lone search before the turn of the event loop ends', async () => {
    const { batcher, sent, finish } = fixture()
    const found = batcher.search(taskOf([7]))
    await new Promise((resolve) => {
      process.nextTick(resolve)
    })
    expect(sent).toHaveLength(1)
    finish.shift()?.()
    expect(idsOf(await found)).toEqual([700, 701, 702])
  })

  it('answers searches that arrive during a call with one further call, each with its own rows', async () => {
    const { batcher, sentRows, finish } = fixture()
    const first = batcher.search(taskOf([1]))
    await turn()
    const others = [[2], [3, 4], [5]].map((rows) => batcher.search(taskOf(rows)))
    await turn()
    expect(sentRows()).toEqual([[1]])
    finish.shift()?.()
    await first
    await turn()
    expect(sentRows()).toEqual([[1], [2, 3, 4, 5]])
    finish.shift()?.()
    const answers = await Promise.all(others)
    expect(answers.map(idsOf)).toEqual([
      [200, 201, 202],
      [300, 301, 302, 400, 401, 402],
      [500, 501, 502],
    ])
    expect(answers[1]).toMatchObject({
      scores: Float32Array.of(300, 301, 302, 400, 401, 402),
      vectors: toVectors([300, 301, 302, 400, 401, 402]),
    })
  })

  it('shares what waits between the lanes that are free', async () => {
    const { batcher, sentRows } = fixture({ lanes: 2 })
    for (let i = 0; i < 6; i++) void batcher.search(taskOf([i]))
    await turn()
    expect(sentRows()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
  })

  it.each<[string, Partial<SearchTask>]>([
    ['another index', { handle: 2n }],
    ['another nprobe', { nprobe: 16 }],
    ['another k', { k: 4 }],
    ['a selection', { include: BigInt64Array.of(1n) }],
  ])('does not join a search with %s', async (_, other) => {
    const { batcher, sentRows, finish } = fixture()
    void batcher.search(taskOf([1]))
    void batcher.search(taskOf([2], other))
    void batcher.search(taskOf([3]))
    await turn()
    expect(sentRows()).toEqual([[1, 3]])
    finish.shift()?.()
    await turn()
    expect(sentRows()[1]).toEqual([2])
  })

  it('puts no more rows than allowed into a call, and never splits a search', async () => {
    const { batcher, sentRows, finish } = fixture({ batchMax: 2 })
    for (const rows of [[1, 2, 3], [4], [5], [6]]) void batcher.search(taskOf(rows))
    for (let i = 0; i < 3; i++) {
      await turn()
      finish.shift()?.()
    }
    await turn()
    expect(sentRows()).toEqual([[1, 2, 3], [4, 5], [6]])
  })

  it('rejects with BUSY when too many wait, and accepts searches again afterwards', async () => {
    const { batcher, finish } = fixture({ maxQueue: 2 })
    void batcher.search(taskOf([1]))
    await turn()
    void batcher.search(taskOf([2]))
    void batcher.search(taskOf([3]))
    await expect(batcher.search(taskOf([4]))).rejects.toMatchObject({ code: 'BUSY', retryAfterSeconds: 1 })
    finish.shift()?.()
    await turn()
    void batcher.search(taskOf([5]))
    expect(batcher.stats()).toEqual({ waiting: 1, running: 1 })
  })

  it('rejects a search that is late, keeps the lane taken, and never sends a search that nobody awaits', async () => {
    const { batcher, sent, finish } = fixture({ timeoutMs: 20 })
    const late = expect(batcher.search(taskOf([1]))).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await turn()
    const waiting = expect(batcher.search(taskOf([2]))).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await Promise.all([late, waiting])
    expect(batcher.stats()).toEqual({ waiting: 0, running: 1 })
    finish.shift()?.()
    await turn()
    expect(batcher.stats()).toEqual({ waiting: 0, running: 0 })
    expect(sent).toHaveLength(1)
  })

  it('passes a failed call on to each of its searches, and continues', async () => {
    const failure = { ok: false, code: 'NOT_IN_INDEX', message: 'released' } as const
    const call = vi
      .fn<(task: SearchTask) => Promise<TaskResult<SearchHits>>>()
      .mockRejectedValueOnce(new Error('the thread ended'))
      .mockResolvedValueOnce(failure)
      .mockImplementation((task) => Promise.resolve(answer(task)))
    const { batcher } = fixture({ call })
    const both = () => [1, 2].map((row) => batcher.search(taskOf([row])))
    for (const rejected of both()) await expect(rejected).rejects.toThrow('the thread ended')
    expect(await Promise.all(both())).toEqual([failure, failure])
    expect(idsOf(await batcher.search(taskOf([3])))).toEqual([300, 301, 302])
  })
})
