import fc from 'fast-check'
import { expect, it } from 'vitest'
import { oneByOne } from './one-by-one'

async function read<T>(values: AsyncIterable<T>, atMost = Infinity): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) if (all.push(value) >= atMost) break
  return all
}

it('gives the values of all blocks in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.integer())), async (blocks) => {
      async function* give() {
        yield* blocks
      }
      expect(await read(oneByOne(give()))).toEqual(blocks.flat())
    }),
  )
})

it('gives what came before a fault, then throws it', async () => {
  async function* give() {
    yield await Promise.resolve([1, 2])
    throw new Error('the disk is gone')
  }
  const values = oneByOne(give())
  expect(await read(values, 2)).toEqual([1, 2])
  await expect(read(oneByOne(give()))).rejects.toThrow('the disk is gone')
})

it('ends the blocks where its reader stops, and gives nothing more', async () => {
  let ended = 0
  async function* give() {
    try {
      yield await Promise.resolve([1, 2, 3])
    } finally {
      ended++
    }
  }
  const values = oneByOne(give())
  expect(await read(values, 1)).toEqual([1])
  expect(ended).toBe(1)
  expect(await values.next()).toEqual({ done: true, value: undefined })
})
