import { setTimeout } from 'node:timers/promises'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { TRPCClientError } from '@trpc/client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SegueClient } from '~server/client'
import { openOutput } from './output'
import { queryNeighbours } from './query'

type Query = (input: {
  ids: string[]
}) => Promise<{ id: string; neighbours: { id: string; score: number }[] }[]>

/** The part of the client that is asked, answering as told. */
function clientOf(query: Query): Pick<SegueClient, 'similar'> {
  return { similar: { batch: { query } } } as unknown as Pick<SegueClient, 'similar'>
}

const answer: Query = async ({ ids }) => ids.map((id) => ({ id, neighbours: [] }))
const manyIds = Array.from({ length: 1001 }, (_, i) => `id${i}`)
const options = { k: 10, mode: 'similar' } as const

async function collect(query: Query, ids: Iterable<string> = manyIds) {
  const found: string[] = []
  let missing = 0
  for await (const batch of queryNeighbours(clientOf(query), ids, options)) {
    found.push(...batch.found.map(({ id }) => id))
    missing += batch.missing
  }
  return { found, missing }
}

describe('asking for the neighbours of many tracks', () => {
  test('keeps the order, with at most two requests at a time', async () => {
    let flying = 0
    let most = 0
    const sizes: number[] = []
    const { found } = await collect(async (input) => {
      sizes.push(input.ids.length)
      most = Math.max(most, ++flying)
      // The earlier request answers later.
      await setTimeout(20 - sizes.length * 3)
      flying -= 1
      return answer(input)
    })
    expect(found).toEqual(manyIds)
    expect(sizes).toEqual([250, 250, 250, 250, 1])
    expect(most).toBe(2)
  })

  test('waits and asks again while the server is busy', async () => {
    let calls = 0
    const busy = new TRPCClientError('busy', {
      result: {
        error: {
          code: -32603,
          message: 'busy',
          data: { domain: { code: 'BUSY', message: 'Busy.', hint: 'Wait.' } },
        },
      } as never,
    })
    const { found } = await collect(
      async (input) => {
        calls += 1
        if (calls === 1) throw busy
        return answer(input)
      },
      ['a'],
    )
    expect([found, calls]).toEqual([['a'], 2])
  })

  test('stops at any other failure, after the requests under way', async () => {
    let calls = 0
    const failing = collect(async (input) => {
      calls += 1
      if (calls === 2) throw new Error('gone')
      return answer(input)
    })
    await expect(failing).rejects.toThrow('gone')
    expect(calls).toBeLessThan(5)
  })

  test('counts the ids that have none', async () => {
    expect(await collect(async () => [], ['a', 'b'])).toEqual({ found: [], missing: 2 })
  })
})

describe('the file that is written', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'segue-out-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('appears under its name when it is whole', async () => {
    const output = await openOutput(path.join(folder, 'n.ndjson'))
    await output.write('{"id":"a"}\n')
    expect(await readdir(folder)).toEqual(['n.ndjson.part'])
    await output.finish()
    expect(await readdir(folder)).toEqual(['n.ndjson'])
    expect(await readFile(path.join(folder, 'n.ndjson'), 'utf8')).toBe('{"id":"a"}\n')
  })

  test('leaves nothing behind when it is given up', async () => {
    const output = await openOutput(path.join(folder, 'n.ndjson'))
    await output.write('half')
    await output.discard()
    expect(await readdir(folder)).toEqual([])
  })

  test('in a folder that is not there is refused with a sentence', async () => {
    await expect(openOutput(path.join(folder, 'no', 'n.ndjson'))).rejects.toThrow('cannot be written')
  })

  test('waits for a slow reader', async () => {
    let written = 0
    const slow = new Writable({
      highWaterMark: 10,
      write(chunk: Buffer, _encoding, done) {
        setTimeout(5).then(() => {
          written += chunk.length
          done()
        }, done)
      },
    })
    const output = await openOutput(slow)
    await output.write('x'.repeat(100))
    expect(written).toBe(100)
  })
})
