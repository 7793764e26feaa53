import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Candidate } from '../domain/ranking/member'
import { createCandidateCache } from './candidate-cache'

const candidate = (id: string, mask = 1): Candidate => ({
  id,
  publicId: `p${id}`,
  recording: id,
  mask,
  artistId: null,
  popularity: null,
})

/** A source that knows every id below 1000, with a mask that tells the generation it was read in. */
function make(capacity: number) {
  let generation = 1
  const find = vi.fn(
    async (ids: string[]) =>
      new Map(ids.filter((id) => Number(id) < 1000).map((id) => [id, candidate(id, generation)])),
  )
  return {
    find,
    cached: createCandidateCache(find, () => generation, capacity),
    change: () => generation++,
  }
}

describe('the cache of candidates', () => {
  it('asks for what it has not seen, and for that only', async () => {
    const { find, cached } = make(100)
    await cached(['1', '2'])
    expect((await cached(['2', '3', '1'])).size).toBe(3)
    expect(find.mock.calls).toEqual([[['1', '2']], [['3']]])
    await cached(['1', '2', '3'])
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('asks again for a track that was not there', async () => {
    const { find, cached } = make(100)
    expect((await cached(['1001'])).size).toBe(0)
    await cached(['1001'])
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('forgets everything when the catalog changed', async () => {
    const { cached, change } = make(100)
    await cached(['1'])
    change()
    expect((await cached(['1'])).get('1')?.mask).toBe(2)
  })

  it('keeps nothing that was read while the catalog changed', async () => {
    let answer = (_found: Map<string, Candidate>) => {}
    let generation = 1
    const find = vi
      .fn<(ids: string[]) => Promise<Map<string, Candidate>>>()
      .mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
      .mockImplementation(async (ids) => new Map(ids.map((id) => [id, candidate(id, 2)])))
    const cached = createCandidateCache(find, () => generation, 100)
    const slow = cached(['1'])
    generation = 2
    answer(new Map([['1', candidate('1', 1)]]))
    await slow
    expect((await cached(['1'])).get('1')?.mask).toBe(2)
  })

  it('answers as the source does, whatever is asked in whatever order, however small it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 6 }),
        fc.array(
          fc.oneof(
            fc.constant('change' as const),
            fc.uniqueArray(fc.integer({ min: 990, max: 1005 }).map(String), { maxLength: 8 }),
          ),
        ),
        async (capacity, steps) => {
          const { find, cached, change } = make(capacity)
          for (const step of steps) {
            if (step === 'change') change()
            else expect(await cached(step)).toEqual(await find(step))
          }
        },
      ),
    )
  })
})
