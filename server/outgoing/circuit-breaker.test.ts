import { describe, expect, it } from 'vitest'
import { DomainError } from '../domain/errors'
import { createCircuitBreaker } from './circuit-breaker'

const away = new DomainError('SPOTIFY_UNREACHABLE', 'away')
function make(failures = 3, restMs = 10_000) {
  let at = 0
  const breaker = createCircuitBreaker({ failures, restMs, now: () => at })
  const call = (error?: DomainError) => {
    breaker.enter()
    if (error) breaker.failed(error)
    else breaker.succeeded()
  }
  return { breaker, call, wait: (ms: number) => (at += ms) }
}

describe('a circuit breaker', () => {
  it('opens after so many failures in a row, and says what and for how long', () => {
    const { call, wait } = make()
    for (let i = 0; i < 3; i++) call(away)
    wait(4000)
    expect(() => call()).toThrow(
      expect.objectContaining({ code: 'SPOTIFY_UNREACHABLE', retryAfterSeconds: 6 }),
    )
  })

  it('does not open over failures with a success between them', () => {
    const { call } = make()
    for (let i = 0; i < 20; i++) call(i % 3 === 2 ? undefined : away)
    expect(() => call()).not.toThrow()
  })

  it('lets one call try after the rest: its success closes the circuit', () => {
    const { breaker, call, wait } = make()
    for (let i = 0; i < 3; i++) call(away)
    wait(10_000)
    breaker.enter()
    expect(() => breaker.enter()).toThrow('away')
    breaker.succeeded()
    for (let i = 0; i < 2; i++) call(away)
    expect(() => call()).not.toThrow()
  })

  it('rests again after one failed try', () => {
    const { call, wait } = make()
    for (let i = 0; i < 3; i++) call(away)
    wait(10_000)
    call(away)
    expect(() => call()).toThrow('away')
  })

  it('lets another call try where the one that tried has gone', () => {
    const { breaker, call, wait } = make()
    for (let i = 0; i < 3; i++) call(away)
    wait(10_000)
    breaker.enter()
    breaker.abandoned()
    expect(() => call()).not.toThrow()
  })

  it('stays open until a time that was named, and says so', () => {
    const { breaker, call, wait } = make()
    breaker.openUntil(3_600_000, new DomainError('SPOTIFY_QUOTA_EXCEEDED', 'used up'))
    expect(breaker.resting()?.until).toBe(3_600_000)
    wait(3_599_000)
    expect(() => call()).toThrow(
      expect.objectContaining({ code: 'SPOTIFY_QUOTA_EXCEEDED', retryAfterSeconds: 1 }),
    )
    wait(1000)
    expect(() => call()).not.toThrow()
    expect(breaker.resting()).toBeNull()
  })
})
