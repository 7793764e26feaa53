import { z } from 'zod'
import { DomainError } from '../domain/errors'
import type { GrantedTokens } from '../catalog/ports'
import { ErrorBody, TokenBody } from './schemas'

type Options = {
  accountsUrl: string
  clientId: string
  fetch: typeof fetch
  timeoutMs: number
  now?: () => number
}

const RefreshBody = TokenBody.extend({ refresh_token: z.string().min(1).nullish() })

/**
 * Refreshes a user's tokens as a public client does (RFC 6749 section 6, with PKCE no secret): Spotify may send a new
 * refresh token, and the one before is then used up. Throws SIGN_IN_AGAIN where Spotify has ended the sign-in, and
 * SPOTIFY_UNREACHABLE for faults that pass.
 */
export function createRefreshToken(options: Options): (refreshToken: string) => Promise<GrantedTokens> {
  const { accountsUrl, clientId, timeoutMs, now = Date.now } = options
  return async (refreshToken) => {
    const { status, body } = await post(options, `${accountsUrl}/api/token`, timeoutMs, {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
    })
    const granted = RefreshBody.safeParse(body)
    if (status === 200 && granted.success) {
      const { access_token: accessToken, refresh_token: next, expires_in: seconds } = granted.data
      return { accessToken, refreshToken: next ?? null, expiresAt: new Date(now() + seconds * 1000) }
    }
    const reason = ErrorBody.safeParse(body).data?.error
    if (status === 400 && reason === 'invalid_grant') {
      throw new DomainError('SIGN_IN_AGAIN', 'Spotify has ended your sign-in; it does so every six months.')
    }
    if (reason === 'invalid_client') {
      throw new DomainError('SPOTIFY_UNAUTHORIZED', 'Spotify does not accept the client id of this instance.')
    }
    throw new DomainError('SPOTIFY_UNREACHABLE', 'Spotify’s sign-in service is in trouble.')
  }
}

async function post({ fetch }: Options, url: string, timeoutMs: number, fields: Record<string, string>) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, body: (await response.json().catch(() => null)) as unknown }
  } catch (cause) {
    throw new DomainError('SPOTIFY_UNREACHABLE', 'Spotify’s sign-in service does not answer.', { cause })
  }
}
