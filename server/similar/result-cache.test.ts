import { describe, expect, it, vi } from 'vitest'
import { createResultCache, type ResultStore } from './result-cache'

type Answer = { n: number }
const parse = (text: string): Answer => {
  const value = JSON.parse(text) as Answer
  if (typeof value.n !== 'number') throw new Error('no answer')
  return value
}
const always = () => true

function memory(kept = new Map<string, string>()) {
  const store: ResultStore = {
    read: (key) => Promise.resolve(kept.get(key) ?? null),
    write: (key, text) => {
      kept.set(key, text)
      return Promise.resolve()
    },
  }
  return { kept, cache: createResultCache(store, parse) }
}

describe('createResultCache', () => {
  it('computes once and gives everybody an answer of their own', async () => {
    const { cache } = memory()
    const compute = vi.fn(() => Promise.resolve({ n: 1 }))
    const first = await cache.getOrCompute('a', compute, always)
    first.n = 99
    expect(await cache.getOrCompute('a', compute, always)).toEqual({ n: 1 })
    expect(await cache.getOrCompute('b', () => Promise.resolve({ n: 2 }), always)).toEqual({ n: 2 })
    expect(compute).toHaveBeenCalledTimes(1)
    expect(cache.counts()).toEqual({ hits: 1, joined: 0, misses: 2, fallbacks: 0 })
  })

  it('computes once for many who ask at the same time, and again after a failure', async () => {
    const { cache } = memory()
    let end = (_answer: Answer) => {}
    const compute = vi.fn(() => new Promise<Answer>((resolve) => (end = resolve)))
    const all = Array.from({ length: 50 }, () => cache.getOrCompute('a', compute, always))
    await vi.waitFor(() => expect(compute).toHaveBeenCalled())
    end({ n: 7 })
    const answers = await Promise.all(all)
    expect(compute).toHaveBeenCalledTimes(1)
    expect(answers).toEqual(Array.from({ length: 50 }, () => ({ n: 7 })))
    expect(new Set(answers).size).toBe(50)
    expect(cache.counts()).toMatchObject({ joined: 49, misses: 1 })

    const failing = vi.fn(() => Promise.reject(new Error('busy')))
    const failed = await Promise.allSettled([1, 2].map(() => cache.getOrCompute('b', failing, always)))
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(failing).toHaveBeenCalledTimes(1)
    expect(await cache.getOrCompute('b', () => Promise.resolve({ n: 3 }), always)).toEqual({ n: 3 })
  })

  it('does not keep what may be of neither state', async () => {
    const { cache, kept } = memory()
    await cache.getOrCompute(
      'a',
      () => Promise.resolve({ n: 1 }),
      () => false,
    )
    expect(kept.size).toBe(0)
  })

  it('answers while the store is away', async () => {
    const away = () => Promise.reject(new Error('away'))
    const cache = createResultCache({ read: away, write: away }, parse)
    expect(await cache.getOrCompute('a', () => Promise.resolve({ n: 1 }), always)).toEqual({ n: 1 })
    expect(cache.counts()).toEqual({ hits: 0, joined: 0, misses: 0, fallbacks: 1 })
  })

  it.each(['', 'no JSON', 'null', '{"n":"text"}'])('computes where %j is kept', async (text) => {
    const { cache, kept } = memory(new Map([['a', text]]))
    expect(await cache.getOrCompute('a', () => Promise.resolve({ n: 1 }), always)).toEqual({ n: 1 })
    expect(cache.counts()).toMatchObject({ hits: 0, misses: 1 })
    expect(kept.get('a')).toBe('{"n":1}')
  })
})
