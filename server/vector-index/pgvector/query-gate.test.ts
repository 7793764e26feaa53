import { describe, expect, it, vi } from 'vitest'
import { createQueryGate } from './query-gate'

/** Work that ends when it is told to. */
function pending() {
  let end: () => void = () => undefined
  const done = new Promise<string>((resolve) => {
    end = () => {
      resolve('done')
    }
  })
  return { work: vi.fn(() => done), end: () => end() }
}

describe('createQueryGate', () => {
  it('lets so many through at once, and the others in the order in which they came', async () => {
    const gate = createQueryGate({ slots: 1, maxQueue: 5, timeoutMs: 60_000 })
    const [first, second, third] = [pending(), pending(), pending()]
    const running = [first, second, third].map(({ work }) => gate.run(work))
    await vi.waitFor(() => expect(first.work).toHaveBeenCalled())
    expect(gate.stats()).toEqual({ running: 1, waiting: 2 })
    first.end()
    await vi.waitFor(() => expect(second.work).toHaveBeenCalled())
    expect(third.work).not.toHaveBeenCalled()
    second.end()
    third.end()
    expect(await Promise.all(running)).toEqual(['done', 'done', 'done'])
    expect(gate.stats()).toEqual({ running: 0, waiting: 0 })
  })

  it('refuses who finds too many waiting', async () => {
    const gate = createQueryGate({ slots: 1, maxQueue: 1, timeoutMs: 60_000 })
    const { work, end } = pending()
    const running = [gate.run(work), gate.run(work)]
    await expect(gate.run(work)).rejects.toMatchObject({ code: 'BUSY', retryAfterSeconds: 1 })
    end()
    await Promise.all(running)
  })

  it('tells who waits too long, and does not begin what nobody waits for', async () => {
    const gate = createQueryGate({ slots: 1, maxQueue: 5, timeoutMs: 20 })
    const slow = pending()
    const late = pending()
    const first = gate.run(slow.work)
    const second = gate.run(late.work)
    await expect(first).rejects.toMatchObject({ code: 'TIMED_OUT' })
    await expect(second).rejects.toMatchObject({ code: 'TIMED_OUT' })
    expect(gate.stats().running).toBe(1)
    slow.end()
    await vi.waitFor(() => expect(gate.stats()).toEqual({ running: 0, waiting: 0 }))
    expect(late.work).not.toHaveBeenCalled()
  })

  it('gives the place of one that failed to the next', async () => {
    const gate = createQueryGate({ slots: 1, maxQueue: 5, timeoutMs: 60_000 })
    const failing = gate.run(() => Promise.reject(new Error('gone')))
    const next = gate.run(() => Promise.resolve('here'))
    await expect(failing).rejects.toThrow('gone')
    expect(await next).toBe('here')
  })
})
