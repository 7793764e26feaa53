import { describe, expect, it, vi } from 'vitest'
import type { SearchBatch, SearchBatchHits, SearchTask, TaskResult } from '~workers/protocol'
import { createSearchBatcher } from './search-batcher'

const DIMS = 2
/** Members above this are unknown to the pretended index. */
const LAST_MEMBER = 1000n

/** Answers as the thread does: hit j of member m is m × 100 + j, its vector [m, j]. */
function answer({ ids, counts, k, withVectors }: SearchBatch): TaskResult<SearchBatchHits> {
  const failures: Record<number, string> = {}
  const members: bigint[] = []
  let at = 0
  counts.forEach((count, question) => {
    const own = [...ids.subarray(at, (at += count))]
    if (own.some((id) => id > LAST_MEMBER)) failures[question] = 'unknown member'
    else members.push(...own)
  })
  const hits = members.flatMap((member) => Array.from({ length: k }, (_, j) => [member, j] as const))
  return {
    ok: true,
    k,
    dims: DIMS,
    failures,
    queries: Float32Array.from(members.flatMap((member) => [Number(member), 0])),
    ids: BigInt64Array.from(hits, ([member, j]) => member * 100n + BigInt(j)),
    scores: Float32Array.from(hits, ([, j]) => 1 - j / k),
    vectors: Float32Array.from(withVectors ? hits.flatMap(([member, j]) => [Number(member), j]) : []),
  }
}

/** Threads that answer when they are told to. */
function house(options: Partial<Parameters<typeof createSearchBatcher>[0]> = {}) {
  const sent: SearchBatch[] = []
  const finish: (() => void)[] = []
  const call = vi.fn(
    (batch: SearchBatch) =>
      new Promise<TaskResult<SearchBatchHits>>((resolve) => {
        sent.push(batch)
        finish.push(() => {
          resolve(answer(batch))
        })
      }),
  )
  const batcher = createSearchBatcher({
    call,
    lanes: 1,
    batchMax: 64,
    maxQueue: 100,
    timeoutMs: 1000,
    ...options,
  })
  return { batcher, sent, finishNext: () => finish.shift()?.() }
}

const question = (ids: number[], more: Partial<SearchTask> = {}): SearchTask => ({
  handle: 1n,
  k: 3,
  nprobe: 8,
  ids: BigInt64Array.from(ids, BigInt),
  withVectors: true,
  ...more,
})
const turn = () =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
const idsOf = (result: TaskResult<{ ids: BigInt64Array }>) => (result.ok ? [...result.ids].map(Number) : [])

describe('createSearchBatcher', () => {
  it('sends a lone question before the turn of the event loop ends', async () => {
    const { batcher, sent, finishNext } = house()
    const asked = batcher.search(question([7]))
    await new Promise((resolve) => {
      process.nextTick(resolve)
    })
    expect(sent).toHaveLength(1)
    finishNext()
    expect(idsOf(await asked)).toEqual([700, 701, 702])
  })

  it('answers a question that is alone here, where that can be done at once', async () => {
    const callNow = vi.fn((batch: SearchBatch) => (batch.k < 10 ? answer(batch) : null))
    const { batcher, sent, finishNext } = house({ callNow })
    expect(idsOf(await batcher.search(question([7])))).toEqual([700, 701, 702])
    expect(sent).toHaveLength(0)
    const large = batcher.search(question([7], { k: 10 }))
    await turn()
    expect(sent).toHaveLength(1)
    const others = [[1], [2]].map((ids) => batcher.search(question(ids)))
    await turn()
    expect(callNow).toHaveBeenCalledTimes(2)
    finishNext()
    await large
    await turn()
    expect(sent.map(({ counts }) => counts.length)).toEqual([1, 2])
    finishNext()
    expect((await Promise.all(others)).map(idsOf)).toEqual([
      [100, 101, 102],
      [200, 201, 202],
    ])
  })

  it('answers what came while a call was under way with one further call, each with its own rows', async () => {
    const { batcher, sent, finishNext } = house()
    const first = batcher.search(question([1]))
    await turn()
    const others = [[2], [3, 4], [5]].map((ids) => batcher.search(question(ids)))
    await turn()
    expect(sent).toHaveLength(1)
    finishNext()
    await first
    await turn()
    expect(sent).toHaveLength(2)
    expect(sent[1]?.counts).toEqual([1, 2, 1])
    finishNext()
    const answers = await Promise.all(others)
    expect(answers.map(idsOf)).toEqual([
      [200, 201, 202],
      [300, 301, 302, 400, 401, 402],
      [500, 501, 502],
    ])
    expect(answers[1]).toMatchObject({
      queries: Float32Array.of(3, 0, 4, 0),
      vectors: Float32Array.of(3, 0, 3, 1, 3, 2, 4, 0, 4, 1, 4, 2),
    })
  })

  it('shares what waits between the lanes that are free', async () => {
    const { batcher, sent } = house({ lanes: 2 })
    for (let i = 0; i < 6; i++) void batcher.search(question([i]))
    await turn()
    expect(sent.map(({ counts }) => counts.length)).toEqual([3, 3])
  })

  it('lets one question fail and answers the others of its batch', async () => {
    const { batcher, finishNext } = house()
    const asked = [[1], [9999], [2]].map((ids) => batcher.search(question(ids)))
    await turn()
    finishNext()
    const [a, b, c] = await Promise.all(asked)
    expect(a && idsOf(a)).toEqual([100, 101, 102])
    expect(b).toEqual({ ok: false, code: 'NOT_IN_INDEX', message: 'unknown member' })
    expect(c && idsOf(c)).toEqual([200, 201, 202])
  })

  it('gives each question its own k where a batch has several', async () => {
    const { batcher, sent, finishNext } = house()
    const few = batcher.search(question([1, 2], { k: 2 }))
    const more = batcher.search(question([3], { k: 4 }))
    await turn()
    expect(sent[0]?.k).toBe(4)
    finishNext()
    expect(idsOf(await few)).toEqual([100, 101, 200, 201])
    expect(await few).toMatchObject({ vectors: Float32Array.of(1, 0, 1, 1, 2, 0, 2, 1) })
    expect(idsOf(await more)).toEqual([300, 301, 302, 303])
  })

  it.each<[string, Partial<SearchTask>]>([
    ['another index', { handle: 2n }],
    ['another nprobe', { nprobe: 16 }],
    ['no vectors', { withVectors: false }],
    ['a k of another size', { k: 50 }],
  ])('does not mix with a question for %s', async (_, other) => {
    const { batcher, sent, finishNext } = house()
    void batcher.search(question([1]))
    void batcher.search(question([2], other))
    void batcher.search(question([3]))
    await turn()
    expect(sent.map(({ ids }) => [...ids])).toEqual([[1n, 3n]])
    finishNext()
    await turn()
    expect([...(sent[1]?.ids ?? [])]).toEqual([2n])
  })

  it('puts no more rows than allowed into a call, but never splits a question', async () => {
    const { batcher, sent, finishNext } = house({ batchMax: 2 })
    for (const ids of [[1, 2, 3], [4], [5], [6]]) void batcher.search(question(ids))
    for (let i = 0; i < 3; i++) {
      await turn()
      finishNext()
    }
    await turn()
    expect(sent.map(({ ids }) => [...ids].map(Number))).toEqual([[1, 2, 3], [4, 5], [6]])
  })

  it('answers in the order of asking', async () => {
    const { batcher, finishNext } = house({ batchMax: 1 })
    const order: number[] = []
    const asked = [1, 2, 3].map((id) => batcher.search(question([id])).then(() => order.push(id)))
    for (let i = 0; i < 3; i++) {
      await turn()
      finishNext()
    }
    await Promise.all(asked)
    expect(order).toEqual([1, 2, 3])
  })

  it('says BUSY when too many wait, and takes questions again afterwards', async () => {
    const { batcher, finishNext } = house({ maxQueue: 2 })
    void batcher.search(question([1]))
    await turn()
    void batcher.search(question([2]))
    void batcher.search(question([3]))
    await expect(batcher.search(question([4]))).rejects.toMatchObject({ code: 'BUSY', retryAfterSeconds: 1 })
    finishNext()
    await turn()
    void batcher.search(question([5]))
    expect(batcher.stats()).toEqual({ waiting: 1, underWay: 1 })
  })

  it('fails a question that is too late, keeps the lane, and does not send what nobody waits for', async () => {
    const { batcher, sent, finishNext } = house({ timeoutMs: 20 })
    const late = expect(batcher.search(question([1]))).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await turn()
    const waiting = expect(batcher.search(question([2]))).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await Promise.all([late, waiting])
    expect(batcher.stats()).toEqual({ waiting: 0, underWay: 1 })
    finishNext()
    await turn()
    expect(batcher.stats()).toEqual({ waiting: 0, underWay: 0 })
    expect(sent).toHaveLength(1)
    const next = batcher.search(question([3]))
    await turn()
    finishNext()
    expect(idsOf(await next)).toEqual([300, 301, 302])
  })

  it('passes on what a whole call failed with, and goes on', async () => {
    const call = vi
      .fn<(batch: SearchBatch) => Promise<TaskResult<SearchBatchHits>>>()
      .mockRejectedValueOnce(new Error('the thread ended'))
      .mockImplementation((batch) => Promise.resolve(answer(batch)))
    const { batcher } = house({ call })
    const both = [1, 2].map((id) => batcher.search(question([id])))
    for (const asked of both) await expect(asked).rejects.toThrow('the thread ended')
    expect(idsOf(await batcher.search(question([3])))).toEqual([300, 301, 302])
  })
})
