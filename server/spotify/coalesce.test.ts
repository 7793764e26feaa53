import { describe, expect, it, vi } from 'vitest'
import { createCoalescer } from './coalesce'

function pending() {
  let resolve: (value: string) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const signals: AbortSignal[] = []
  const work = vi.fn((signal: AbortSignal) => {
    signals.push(signal)
    return new Promise<string>((...ends) => {
      ;[resolve, reject] = ends
    })
  })
  return { work, signals, answer: (value: string) => resolve(value), fail: (error: Error) => reject(error) }
}

describe('equal questions under way', () => {
  it('are asked once, and all get the answer', async () => {
    const flights = createCoalescer()
    const { work, answer } = pending()
    const all = Promise.all(Array.from({ length: 100 }, () => flights.run('key', work)))
    answer('one')
    expect(new Set(await all)).toEqual(new Set(['one']))
    expect(work).toHaveBeenCalledTimes(1)
  })

  it('are other questions when the keys differ, and again when the answer is there', async () => {
    const flights = createCoalescer()
    const work = vi.fn(async () => 'x')
    await Promise.all([flights.run('a', work), flights.run('b', work)])
    await flights.run('a', work)
    expect(work).toHaveBeenCalledTimes(3)
  })

  it('all fail together, and the next one asks anew', async () => {
    const flights = createCoalescer()
    const { work, fail, answer } = pending()
    const both = Promise.allSettled([flights.run('key', work), flights.run('key', work)])
    fail(new Error('away'))
    for (const one of await both) expect(one).toMatchObject({ reason: { message: 'away' } })
    const next = flights.run('key', work)
    answer('there')
    expect(await next).toBe('there')
  })

  it('go on while somebody waits; who leaves has its own reason', async () => {
    const flights = createCoalescer()
    const { work, signals, answer } = pending()
    const controller = new AbortController()
    const leaves = flights.run('key', work, controller.signal)
    const stays = flights.run('key', work)
    controller.abort(new Error('gone'))
    await expect(leaves).rejects.toThrow('gone')
    expect(signals[0]?.aborted).toBe(false)
    answer('late')
    expect(await stays).toBe('late')
  })

  it('stop when the last has gone, and who comes then asks anew', async () => {
    const flights = createCoalescer()
    const { work, signals, answer } = pending()
    const controller = new AbortController()
    const leaves = flights.run('key', work, controller.signal)
    controller.abort(new Error('gone'))
    await expect(leaves).rejects.toThrow('gone')
    expect(signals[0]?.aborted).toBe(true)
    const next = flights.run('key', work)
    answer('anew')
    expect(await next).toBe('anew')
    expect(work).toHaveBeenCalledTimes(2)
  })

  it('are not asked at all by who has gone already', async () => {
    const { work } = pending()
    await expect(createCoalescer().run('key', work, AbortSignal.abort(new Error('gone')))).rejects.toThrow(
      'gone',
    )
    expect(work).not.toHaveBeenCalled()
  })
})
