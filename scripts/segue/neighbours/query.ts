import { setTimeout } from 'node:timers/promises'
import type { SegueClient } from '~server/client'
import type { Mode } from '~server/similar/domain/recommendation'
import { toFailure } from '../failure'

/** Ids in one request, and requests at a time: the server answers one while the other is on its way. */
const BATCH = 250
const IN_FLIGHT = 2
/** Answers after which the same request is worth another try, and how often. */
const BUSY = new Set(['BUSY', 'TIMED_OUT', 'RATE_LIMITED', 'INDEX_NOT_READY'])
const MAX_ATTEMPTS = 6
const FIRST_WAIT_MS = 500

export type Neighbours = { id: string; neighbours: { id: string; score: number }[] }
export type Batch = { found: Neighbours[]; missing: number }

/** The neighbours of `ids`, in their order, a batch at a time. Asks no further ahead than IN_FLIGHT batches. */
export async function* queryNeighbours(
  client: Pick<SegueClient, 'similar'>,
  ids: Iterable<string> | AsyncIterable<string>,
  options: { k: number; mode: Mode },
): AsyncGenerator<Batch> {
  const waiting: Promise<Batch>[] = []
  try {
    for await (const batch of inBatches(ids)) {
      waiting.push(queryBatch(client, batch, options))
      if (waiting.length >= IN_FLIGHT) yield await shift(waiting)
    }
    while (waiting.length > 0) yield await shift(waiting)
  } finally {
    // After a failure the other answers are of no use, but must not go unheard.
    await Promise.allSettled(waiting)
  }
}

async function shift(waiting: Promise<Batch>[]): Promise<Batch> {
  return (await waiting.shift()) ?? { found: [], missing: 0 }
}

async function queryBatch(
  client: Pick<SegueClient, 'similar'>,
  ids: string[],
  options: { k: number; mode: Mode },
): Promise<Batch> {
  const found = await patiently(() => client.similar.batch.query({ ids, ...options }))
  return { found, missing: ids.length - found.length }
}

/** What `ask` gives; asked again, after longer and longer waits, while the server is busy. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1, wait = FIRST_WAIT_MS; ; attempt++, wait *= 2) {
    try {
      return await ask()
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !BUSY.has(toFailure(error, '').code)) throw error
      await setTimeout(wait)
    }
  }
}

async function* inBatches(ids: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = []
  for await (const id of ids) {
    batch.push(id)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
