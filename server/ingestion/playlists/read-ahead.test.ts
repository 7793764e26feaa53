import fc from 'fast-check'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readAhead } from './read-ahead'

const never = () => new AbortController().signal

/** Numbers from 0, each after some turns of the event loop; says how far it was asked and how it ended. */
function numbers(
  count: number,
  { turns = () => 0, fault }: { turns?: (i: number) => number; fault?: Error } = {},
) {
  const state = { made: 0, ended: false, signal: never() }
  async function* open(signal: AbortSignal) {
    state.signal = signal
    try {
      for (let i = 0; i < count; i++) {
        for (let t = 0; t < turns(i); t++) await turn()
        state.made++
        yield i
      }
      if (fault) throw fault
    } finally {
      state.ended = true
    }
  }
  return { state, open }
}

describe('reading ahead', () => {
  it('gives everything once and in order, never more at a time than the limit, whoever is faster', async () => {
    const pace = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 7 }),
        pace,
        pace,
        async (count, limit, slowness, patience) => {
          const { open, state } = numbers(count, { turns: (i) => slowness[i % slowness.length] ?? 0 })
          const got: number[] = []
          for await (const some of readAhead(open, limit, never())) {
            expect(some.length).toBeGreaterThan(0)
            expect(some.length).toBeLessThanOrEqual(limit)
            got.push(...some)
            for (let t = 0; t < (patience[got.length % patience.length] ?? 0); t++) await turn()
            expect(state.made - got.length).toBeLessThanOrEqual(limit)
          }
          expect(got).toEqual([...Array(count).keys()])
        },
      ),
      { numRuns: 100 },
    )
  })

  it('gives what came before a fault, then the fault', async () => {
    const { open } = numbers(3, { fault: new Error('broken') })
    const got: number[] = []
    const reading = (async () => {
      for await (const some of readAhead(open, 2, never())) got.push(...some)
    })()
    await expect(reading).rejects.toThrow('broken')
    expect(got).toEqual([0, 1, 2])
  })

  it('ends its source and tells it so when nobody reads on', async () => {
    const { open, state } = numbers(1000)
    for await (const some of readAhead(open, 4, never())) if (some.includes(2)) break
    expect(state).toMatchObject({ ended: true, signal: { aborted: true } })
    expect(state.made).toBeLessThan(12)
  })

  it('passes on that nobody waits any more', async () => {
    const controller = new AbortController()
    const open = async function* (signal: AbortSignal) {
      yield 1
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new Error('told'))),
      )
    }
    const reading = (async () => {
      for await (const some of readAhead(open, 4, controller.signal)) if (some[0] === 1) controller.abort()
    })()
    await expect(reading).rejects.toThrow('told')
  })
})
