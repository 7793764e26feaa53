import { DomainError } from '../domain/errors'
import { ErrorBody } from './schemas'

/**
 * What an unhappy answer of the Web API means, from its status and whatever body came with it: each of the causes that
 * Spotify tells apart has a code of its own, because each has another way out.
 */
export function toSpotifyError(status: number, body: string, retryAfter: string | null): DomainError {
  const { message, reason } = readBody(body)
  if (status === 429) return limited(reason, retryAfter)
  if (status === 401) {
    return new DomainError('SPOTIFY_UNAUTHORIZED', 'Spotify does not accept our access token.')
  }
  if (status === 403) return forbidden(message)
  if (status >= 500) {
    return new DomainError('SPOTIFY_UNREACHABLE', `Spotify is in trouble (status ${String(status)}).`)
  }
  return new DomainError(
    'SPOTIFY_BAD_ANSWER',
    `Spotify answered ${String(status)} (${message || 'no reason given'}).`,
  )
}

/** What an unhappy answer of the accounts service (RFC 6749, 5.2) means. */
export function toAccountsError(status: number, body: string): DomainError {
  if (status >= 500 || status === 429) {
    return new DomainError('SPOTIFY_UNREACHABLE', 'Spotify’s sign-in service is in trouble.')
  }
  const { message, reason } = readBody(body)
  if (reason === 'invalid_grant') {
    return new DomainError('SIGN_IN_AGAIN', 'The sign-in with Spotify is over.')
  }
  if (reason === 'invalid_client' || message.startsWith('INVALID_CLIENT')) {
    return new DomainError('SPOTIFY_APP_REFUSED', 'Spotify does not accept the app of this instance.')
  }
  return new DomainError(
    'SPOTIFY_BAD_ANSWER',
    `Spotify’s sign-in service answered ${String(status)} (${message || 'no reason given'}).`,
  )
}

function limited(reason: string, retryAfter: string | null): DomainError {
  if (reason !== 'QUOTA_EXCEEDED') {
    return new DomainError('SPOTIFY_RATE_LIMITED', 'Spotify asks us to slow down.', {
      retryAfterSeconds: retryAfterSeconds(retryAfter),
    })
  }
  const seconds = readSeconds(retryAfter)
  return new DomainError(
    'SPOTIFY_QUOTA_EXCEEDED',
    'Spotify’s quota for this app is used up for now.',
    seconds === null ? {} : { retryAfterSeconds: seconds },
  )
}

function forbidden(message: string): DomainError {
  if (/not registered/i.test(message)) {
    return new DomainError(
      'SPOTIFY_USER_NOT_ALLOWED',
      'This Spotify user is not on the allow-list of the app.',
    )
  }
  if (/premium/i.test(message)) {
    return new DomainError(
      'SPOTIFY_PREMIUM_REQUIRED',
      'The owner of the Spotify app has no active Premium subscription.',
    )
  }
  if (/scope/i.test(message)) {
    return new DomainError('SPOTIFY_SCOPE_MISSING', 'The sign-in with Spotify does not cover this.')
  }
  return new DomainError('SPOTIFY_FORBIDDEN', 'Spotify does not allow this client id to ask for it.')
}

/** The wait that a Retry-After header asks for, in seconds; absent or unreadable: one second. */
export function retryAfterSeconds(header: string | null): number {
  return readSeconds(header) ?? 1
}

function readSeconds(header: string | null): number | null {
  const seconds = Number(header)
  return header !== null && header.trim() !== '' && Number.isFinite(seconds) && seconds >= 0 ? seconds : null
}

function readBody(body: string): { message: string; reason: string } {
  try {
    const parsed = ErrorBody.safeParse(JSON.parse(body))
    const error = parsed.data?.error
    if (typeof error === 'string') {
      return { message: shorten(parsed.data?.error_description ?? error), reason: error }
    }
    return { message: shorten(error?.message ?? error?.description ?? ''), reason: error?.reason ?? '' }
  } catch {
    // Some 403 come as plain text ("User not registered in the Developer Dashboard").
    return { message: shorten(body), reason: '' }
  }
}

const shorten = (text: string): string => text.slice(0, 200)
