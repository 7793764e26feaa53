import type {
  SearchBatch,
  SearchBatchHits,
  SearchLaneAnswer,
  SearchLaneTask,
  TaskResult,
} from '~workers/protocol'

/** Room for 64 questions of 50 hits with vectors of 64 dimensions; what is larger goes as a message. */
const LANE_BYTES = 1 << 20

/**
 * Sends batches through shared memory, a lane each. The caller keeps `count` of them under way at most.
 * `buffers` are what the threads get as workerData.
 */
export function createSearchLanes(count: number) {
  const buffers = Array.from({ length: count }, () => new SharedArrayBuffer(LANE_BYTES))
  const free = buffers.map((_, lane) => lane)

  async function send(
    { ids, ...batch }: SearchBatch,
    run: (task: SearchLaneTask) => Promise<TaskResult<SearchLaneAnswer>>,
  ): Promise<TaskResult<SearchBatchHits>> {
    const lane = free.pop()
    const buffer = lane === undefined ? undefined : buffers[lane]
    if (lane === undefined || !buffer) throw new Error('more searches are under way than there are lanes')
    try {
      const fits = ids.byteLength <= LANE_BYTES
      if (fits) new BigInt64Array(buffer, 0, ids.length).set(ids)
      const answer = await run({ ...batch, lane, rows: ids.length, ids: fits ? null : ids })
      return answer.ok ? { ok: true, ...read(buffer, answer, batch.withVectors) } : answer
    } finally {
      free.push(lane)
    }
  }

  return { buffers, send }
}

/** Copies, because the next batch writes over the lane. */
function read(buffer: SharedArrayBuffer, answer: SearchLaneAnswer, withVectors: boolean): SearchBatchHits {
  const { k, dims, rows, failures, outside } = answer
  if (outside) return { ...outside, k, dims, failures }
  const ids = new BigInt64Array(buffer, 0, rows * k).slice()
  const lengths = [rows * k, rows * dims, withVectors ? rows * k * dims : 0]
  let at = ids.byteLength
  const [scores, queries, vectors] = lengths.map((length) => {
    const part = new Float32Array(buffer, at, length).slice()
    at += part.byteLength
    return part
  })
  return {
    ids,
    scores: scores ?? EMPTY,
    queries: queries ?? EMPTY,
    vectors: vectors ?? EMPTY,
    k,
    dims,
    failures,
  }
}

const EMPTY = new Float32Array(0)
