import { describe, expect, it } from 'vitest'
import { DomainError, isDomainError, toDomainError } from './errors'

describe('toDomainError', () => {
  it('finds a DomainError behind other errors', () => {
    const inner = new DomainError('TRACK_NOT_FOUND', 'No such track.')
    expect(toDomainError(new Error('outer', { cause: new Error('middle', { cause: inner }) }))).toBe(inner)
  })

  it('knows a DomainError of another bundle', () => {
    const foreign = Object.assign(new Error('No such track.'), {
      name: 'DomainError',
      code: 'TRACK_NOT_FOUND',
    })
    expect(isDomainError(foreign)).toBe(true)
  })

  it('tells nothing of what it does not know', () => {
    const known = toDomainError(new Error('password=hunter2'))
    expect(known.code).toBe('INTERNAL')
    expect(JSON.stringify(known.toBody('request-1'))).not.toContain('hunter2')
  })

  it('ends on a circle of causes', () => {
    const error = new Error('circle')
    error.cause = error
    expect(toDomainError(error).code).toBe('INTERNAL')
  })
})

describe('DomainError', () => {
  it('carries status, hint and request id to the reader', () => {
    const error = new DomainError('BUSY', 'Too many.', { hint: 'Wait.', retryAfterSeconds: 3 })
    expect(error.status).toBe(503)
    expect(error.toBody('r1')).toEqual({
      error: { code: 'BUSY', message: 'Too many.', hint: 'Wait.', requestId: 'r1' },
    })
  })
})
