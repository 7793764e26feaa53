import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ErrorCodeSchema, type ErrorCode } from '../../domain/errors'
import { decideRetry, type BrokenOff } from './job-retry'

const limits = { maxAttempts: 5, firstWaitSeconds: 2, maxAgeSeconds: 86_400 }
const first: BrokenOff = { faults: 0, ageSeconds: 0, chance: 0 }

describe('decideRetry', () => {
  it.each<ErrorCode>([
    'PLAYLIST_NOT_FOUND',
    'INPUT_INVALID',
    'FILE_LAYOUT_UNKNOWN',
    'FILE_MEMORY_EXCEEDED',
    'SIGN_IN_AGAIN',
    'FORBIDDEN',
  ])('gives up at once after %s: it would be the same again', (code) => {
    expect(decideRetry({ code }, first, limits)).toEqual({ kind: 'give-up', attempts: null })
  })

  it('waits longer before each further attempt, and gives up after the last', () => {
    const waits = [0, 1, 2, 3, 4].map((faults) =>
      decideRetry({ code: 'LOCKED' }, { ...first, faults }, limits),
    )
    expect(waits).toEqual([
      { kind: 'wait', seconds: 2, faults: 1 },
      { kind: 'wait', seconds: 6, faults: 2 },
      { kind: 'wait', seconds: 18, faults: 3 },
      { kind: 'wait', seconds: 54, faults: 4 },
      { kind: 'give-up', attempts: 5 },
    ])
  })

  it('tries a job once more whose process died, and then gives it up, whatever else broke it off before', () => {
    const once = decideRetry({ code: 'JOB_LOST' }, { ...first, faults: 1 }, limits)
    expect(once).toEqual({ kind: 'wait', seconds: 6, faults: 1 })
    expect(decideRetry({ code: 'JOB_LOST' }, { ...first, faults: 1, deaths: 1 }, limits)).toEqual({
      kind: 'give-up',
      attempts: 2,
    })
  })

  it('gives a job up at the first death of its process where only one attempt is allowed', () => {
    const decision = decideRetry({ code: 'JOB_LOST' }, first, { ...limits, maxAttempts: 1 })
    expect(decision).toEqual({ kind: 'give-up', attempts: 1 })
  })

  it('comes back no sooner than the fault says', () => {
    const told = { code: 'SPOTIFY_UNREACHABLE', retryAfterSeconds: 40 } as const
    expect(decideRetry(told, first, limits)).toMatchObject({ kind: 'wait', seconds: 40 })
  })

  it('sits out a quota until its end, without counting it', () => {
    const quota = { code: 'SPOTIFY_QUOTA_EXCEEDED', retryAfterSeconds: 30_000 } as const
    expect(decideRetry(quota, { ...first, faults: 3 }, limits)).toEqual({
      kind: 'wait',
      seconds: 30_000,
      faults: 3,
    })
  })

  it('waits for our own services however often they are found away, looking twice a minute', () => {
    const away = decideRetry(
      { code: 'REDIS_UNREACHABLE' },
      { faults: 4, ageSeconds: 9000, chance: 0 },
      limits,
    )
    expect(away).toEqual({ kind: 'wait', seconds: 30, faults: 4 })
  })

  it('gives up once the job would be too old', () => {
    const quota = { code: 'SPOTIFY_QUOTA_EXCEEDED', retryAfterSeconds: 80_000 } as const
    expect(decideRetry(quota, { ...first, ageSeconds: 7000 }, limits).kind).toBe('give-up')
  })

  it('ends for every fault, however often and whenever it comes', () => {
    const code = fc.constantFrom(...ErrorCodeSchema.options)
    const retryAfterSeconds = fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined })
    fc.assert(
      fc.property(fc.array(fc.record({ code, retryAfterSeconds }), { minLength: 1 }), (said) => {
        let state: BrokenOff = { faults: 0, ageSeconds: 0, chance: 0.5 }
        for (let n = 0; ; n++) {
          const fault = said[n % said.length] ?? { code: 'INTERNAL' as const }
          const decision = decideRetry(fault, state, limits)
          if (decision.kind === 'give-up') return
          expect(decision.seconds).toBeGreaterThanOrEqual(0)
          expect(decision.faults).toBeGreaterThanOrEqual(state.faults)
          // An attempt itself takes a second at least, so that waits of nothing end too.
          state = {
            ...state,
            faults: decision.faults,
            deaths: (state.deaths ?? 0) + (fault.code === 'JOB_LOST' ? 1 : 0),
            ageSeconds: state.ageSeconds + decision.seconds + 1,
          }
          expect(state.ageSeconds).toBeLessThanOrEqual(limits.maxAgeSeconds + n + 1)
        }
      }),
      { numRuns: 50 },
    )
  })
})
