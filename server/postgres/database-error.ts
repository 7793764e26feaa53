import { DomainError, isDomainError, toDomainError } from '../domain/errors'

/** Codes of the driver (postgres 3.4) and of PostgreSQL (class 08, 57P) that mean: the server cannot be reached. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  '53300',
])
/** Of PostgreSQL, and of this process's own files. */
const DISK_FULL = new Set(['53100', 'ENOSPC', 'EDQUOT'])
const WRONG_LOGIN = new Set(['28000', '28P01', '3D000'])

/** A failure of the database as a DomainError; everything else as domain/errors says, what is known already as it is. */
export function toKnownError(error: unknown): DomainError {
  if (isDomainError(error)) return error
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    const code = 'code' in e ? String(e.code) : ''
    if (UNREACHABLE.has(code)) {
      return new DomainError('DATABASE_UNREACHABLE', 'The database does not answer.', {
        cause: e,
        retryAfterSeconds: 5,
      })
    }
    if (DISK_FULL.has(code)) {
      return new DomainError('DISK_FULL', 'The disk of the server is full.', { cause: e })
    }
    if (WRONG_LOGIN.has(code)) {
      return new DomainError('DATABASE_UNREACHABLE', `The database refuses us: ${e.message}.`, {
        hint: 'Check user, password and database name in DATABASE_URL.',
        cause: e,
      })
    }
    // 57014: statement_timeout
    if (code === '57014') return new DomainError('TIMED_OUT', 'The database took too long.', { cause: e })
  }
  return toDomainError(error)
}
