import { describe, expect, it, vi } from 'vitest'
import { fitScaler } from '../domain/features/scaler'
import { createAcceptVersion } from './accept-version'

const scaler = fitScaler(new Float32Array())
const next = (count: number, recall: number | null) => ({ count, recall, scaler })
const current = (count: number) => ({ count, scaler })

describe('createAcceptVersion', () => {
  const accept = createAcceptVersion({ recallTarget: 0.98 })

  it('accepts the first version, and one that holds nearly what the index in use holds', async () => {
    expect(await accept(next(1, null), null)).toBeNull()
    expect(await accept(next(900, 0.98), current(1000))).toBeNull()
  })

  it('refuses a version that lost more than a tenth', async () => {
    expect(await accept(next(899, null), current(1000))).toBe('It holds 899 vectors, the index in use 1000.')
  })

  it('refuses a version that finds too little', async () => {
    expect(await accept(next(1000, 0.95), current(1000))).toBe('Its recall@10 is 0.950, wanted is 0.98.')
  })

  it('asks the judge about the two scalers, where there are two and nothing else speaks against it', async () => {
    const judge = vi.fn(() => Promise.resolve('It is worse.'))
    const judged = createAcceptVersion({ recallTarget: 0.98, judge })
    expect(await judged(next(1000, null), null)).toBeNull()
    expect(await judged(next(10, null), current(1000))).toContain('10 vectors')
    expect(judge).not.toHaveBeenCalled()
    const other = { ...scaler, fittedOn: 7 }
    expect(await judged({ ...next(1000, null), scaler: other }, current(1000))).toBe('It is worse.')
    expect(judge).toHaveBeenCalledWith({ current: scaler, next: other })
  })
})
