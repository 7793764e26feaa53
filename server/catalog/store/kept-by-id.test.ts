import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Candidate } from '../../similar/domain/ranking/member'
import { createKept } from './kept-by-id'

const candidate = (id: string, mask = 1): Candidate => ({
  id,
  publicId: `p${id}`,
  recording: id,
  mask,
  artistId: null,
  popularity: null,
})

/** A source that knows every id below 1000, with a mask that tells how often the track was changed. */
function make(capacity: number) {
  const changes = new Map<string, number>()
  const find = vi.fn(
    async (ids: string[]) =>
      new Map(
        ids.filter((id) => Number(id) < 1000).map((id) => [id, candidate(id, 1 + (changes.get(id) ?? 0))]),
      ),
  )
  const cache = createKept(find, { max: capacity })
  const change = (id: string) => {
    changes.set(id, (changes.get(id) ?? 0) + 1)
    cache.forget([id])
  }
  return { find, cache, cached: cache.find, change }
}

describe('what is kept of tracks', () => {
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

  it('forgets what changed, and keeps the rest', async () => {
    const { find, cached, change } = make(100)
    await cached(['1', '2'])
    change('1')
    expect((await cached(['1', '2'])).get('1')?.mask).toBe(2)
    expect(find.mock.calls).toEqual([[['1', '2']], [['1']]])
  })

  it('forgets everything where anything may have changed', async () => {
    const { find, cache } = make(100)
    await cache.find(['1', '2'])
    cache.clear()
    await cache.find(['2', '1'])
    expect(find.mock.calls).toEqual([[['1', '2']], [['2', '1']]])
  })

  it.each(['forget', 'clear'] as const)('keeps nothing that was read while it changed: %s', async (how) => {
    let answer = (_found: Map<string, Candidate>) => {}
    const find = vi
      .fn<(ids: string[]) => Promise<Map<string, Candidate>>>()
      .mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
      .mockImplementation(async (ids) => new Map(ids.map((id) => [id, candidate(id, 2)])))
    const cache = createKept(find, { max: 100 })
    const slow = cache.find(['1'])
    if (how === 'forget') cache.forget(['1'])
    else cache.clear()
    answer(new Map([['1', candidate('1', 1)]]))
    await slow
    expect((await cache.find(['1'])).get('1')?.mask).toBe(2)
  })

  it('answers as the source does, whatever is asked in whatever order, however small it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(
          fc.oneof(
            fc.integer({ min: 990, max: 1005 }),
            fc.constant('clear' as const),
            fc.uniqueArray(fc.integer({ min: 990, max: 1005 }).map(String), { maxLength: 8 }),
          ),
        ),
        async (capacity, steps) => {
          const { find, cache, cached, change } = make(capacity)
          for (const step of steps) {
            if (step === 'clear') cache.clear()
            else if (typeof step === 'number') change(String(step))
            else expect(await cached(step)).toEqual(await find(step))
          }
        },
      ),
    )
  })
})
