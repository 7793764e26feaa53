import { describe, expect, it } from 'vitest'
import { DomainError } from '../domain/errors'
import { toKnownError } from './database-error'

const withCode = (code: string, message = 'from the driver') => Object.assign(new Error(message), { code })

describe('a failure of the database', () => {
  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'CONNECT_TIMEOUT',
    'CONNECTION_CLOSED',
    'CONNECTION_ENDED',
    '57P01',
    '57P03',
    '53300',
    '08006',
  ])('%s means that it does not answer, and when to ask again', (code) => {
    expect(toKnownError(withCode(code))).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      status: 503,
      retryAfterSeconds: 5,
    })
  })

  it('is not said a second time where somebody has said it in other words', () => {
    const said = new DomainError('DATABASE_UNREACHABLE', 'The database of the vectors does not answer.', {
      cause: withCode('ECONNREFUSED'),
    })
    expect(toKnownError(said)).toBe(said)
  })

  it.each(['28P01', '28000', '3D000'])(
    '%s means that the login is wrong, and points at DATABASE_URL',
    (code) => {
      const known = toKnownError(withCode(code, 'password authentication failed for user "segue"'))
      expect(known).toMatchObject({
        code: 'DATABASE_UNREACHABLE',
        hint: expect.stringContaining('DATABASE_URL') as unknown,
      })
      expect(known.message).toContain('password authentication failed')
    },
  )

  it('57014 means that a statement took too long', () => {
    expect(toKnownError(withCode('57014'))).toMatchObject({ code: 'TIMED_OUT', status: 504 })
  })

  it('is found behind wrappers', () => {
    const wrapped = new Error('a', { cause: new Error('b', { cause: withCode('ECONNRESET') }) })
    expect(toKnownError(wrapped).code).toBe('DATABASE_UNREACHABLE')
  })

  it('is INTERNAL with nothing of the driver’s text where it is our own mistake', () => {
    const known = toKnownError(withCode('42601', 'syntax error at or near "selct"'))
    expect(known.code).toBe('INTERNAL')
    expect(JSON.stringify(known.toBody('r'))).not.toContain('selct')
  })

  it('leaves a sentence that was already chosen alone', () => {
    const chosen = new DomainError('TRACK_NOT_FOUND', 'No such track.')
    expect(toKnownError(new Error('wrapped', { cause: chosen }))).toBe(chosen)
  })

  it.each([null, undefined, 'text', 7, {}])('is INTERNAL where %j was thrown', (thrown) => {
    expect(toKnownError(thrown).code).toBe('INTERNAL')
  })
})
