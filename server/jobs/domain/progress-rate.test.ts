import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRateMeter } from './progress-rate'

function meterAt() {
  let ms = 0
  const meter = createRateMeter(() => ms)
  return { meter, wait: (more: number) => (ms += more) }
}

describe('createRateMeter', () => {
  it('gives the rate and what is left at it', () => {
    const { meter, wait } = meterAt()
    for (let done = 0; done <= 100; done += 10) {
      meter.note('reading', done, 400)
      if (done < 100) wait(500)
    }
    expect(meter.read()).toEqual({ rate: 20, etaSeconds: 15 })
    expect(meter.read(7)).toEqual({ rate: 20, etaSeconds: 22 })
  })

  it('gives none before there is enough to measure', () => {
    const { meter, wait } = meterAt()
    meter.note('reading', 0, 400)
    wait(999)
    meter.note('reading', 100, 400)
    expect(meter.read()).toEqual({ rate: null, etaSeconds: null })
  })

  it('counts stages of one total as one, and starts anew with another', () => {
    const { meter, wait } = meterAt()
    for (const [stage, done] of [
      ['reading', 0],
      ['describing', 50],
      ['reading', 100],
    ] as const) {
      meter.note(stage, done, 200)
      wait(1000)
    }
    expect(meter.read().rate).toBe(50)
    meter.note('storing', 0, 7)
    expect(meter.read().rate).toBeNull()
  })

  it('does not count the time that was spent waiting', () => {
    const { meter, wait } = meterAt()
    meter.note('reading', 0, 400)
    wait(1000)
    meter.pause()
    wait(60_000)
    meter.resume()
    wait(1000)
    meter.note('reading', 40, 400)
    expect(meter.read().rate).toBe(20)
  })

  it('follows a change of pace within half a minute', () => {
    const { meter, wait } = meterAt()
    let done = 0
    for (let i = 0; i < 60; i++, wait(1000)) meter.note('reading', (done += 100), null)
    for (let i = 0; i < 35; i++, wait(1000)) meter.note('reading', (done += 1), null)
    expect(meter.read().rate).toBeCloseTo(1, 5)
  })

  it('never gives a negative figure, whatever is counted', () => {
    const step = fc.record({ ms: fc.nat(5000), done: fc.nat(1000), total: fc.option(fc.nat(1000)) })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { meter, wait } = meterAt()
        for (const { ms, done, total } of steps) {
          wait(ms)
          meter.note('reading', done, total)
          const { rate, etaSeconds } = meter.read()
          expect(rate ?? 0).toBeGreaterThanOrEqual(0)
          expect(etaSeconds ?? 0).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})
