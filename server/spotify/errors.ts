import { DomainError } from '../domain/errors'
import { ErrorBody } from './schemas'

/** What an unhappy answer of Spotify means, from its status and whatever body came with it. */
export function toSpotifyError(status: number, body: string, retryAfter: string | null): DomainError {
  const { message, reason } = readBody(body)
  if (status === 429) {
    return reason === 'QUOTA_EXCEEDED'
      ? new DomainError('SPOTIFY_QUOTA_EXCEEDED', 'Spotify’s quota for this client id is used up for now.')
      : new DomainError('SPOTIFY_RATE_LIMITED', 'Spotify asks us to slow down.', {
          retryAfterSeconds: retryAfterSeconds(retryAfter),
        })
  }
  if (status === 401) {
    return new DomainError('SPOTIFY_UNAUTHORIZED', 'Spotify does not accept our access token.')
  }
  if (status === 403) return forbidden(message)
  if (status === 404 || status === 400) {
    return new DomainError(
      'SPOTIFY_BAD_ANSWER',
      `Spotify answered ${String(status)} (${message || 'no reason given'}).`,
    )
  }
  if (status >= 500) {
    return new DomainError('SPOTIFY_UNREACHABLE', `Spotify is in trouble (status ${String(status)}).`)
  }
  return new DomainError(
    'SPOTIFY_BAD_ANSWER',
    `Spotify answered with the unexpected status ${String(status)}.`,
  )
}

function forbidden(message: string): DomainError {
  if (/not registered/i.test(message)) {
    return new DomainError('SPOTIFY_FORBIDDEN', 'This Spotify user is not on the allow-list of the app.', {
      hint: 'Add the user under User Management in the Spotify developer dashboard.',
    })
  }
  if (/premium/i.test(message)) {
    return new DomainError(
      'SPOTIFY_FORBIDDEN',
      'The owner of the Spotify app has no active Premium subscription.',
      {
        hint: 'Renew Premium for the owner of the app; it can take hours to count.',
      },
    )
  }
  return new DomainError('SPOTIFY_FORBIDDEN', 'Spotify does not allow this client id to ask for it.')
}

/** The wait that a Retry-After header asks for, in seconds; absent or unreadable: one second. */
export function retryAfterSeconds(header: string | null): number {
  const seconds = Number(header)
  return header !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds : 1
}

function readBody(body: string): { message: string; reason: string } {
  try {
    const parsed = ErrorBody.safeParse(JSON.parse(body))
    const error = parsed.data?.error
    if (typeof error === 'string') return { message: parsed.data?.error_description ?? error, reason: error }
    return { message: error?.message ?? '', reason: error?.reason ?? '' }
  } catch {
    // Some 403 come as plain text ("User not registered in the Developer Dashboard").
    return { message: body.slice(0, 200), reason: '' }
  }
}
