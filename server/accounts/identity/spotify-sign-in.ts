import { setTimeout as sleep } from 'node:timers/promises'
import { Authenticator } from 'remix-auth'
import { OAuth2RequestError, OAuth2Strategy, UnexpectedResponseError } from 'remix-auth-oauth2'
import { DomainError } from '../../domain/errors'
import { SCOPE_NAMES } from '../domain/scopes'
import type { GrantedTokens } from '../../catalog/ports'

export type Grant = GrantedTokens & { refreshToken: string; scopes: string[] }

type Options = {
  accountsUrl: string
  clientId: string
  /** Whether pages are reached by https. */
  secure: boolean
  timeoutMs: number
}

const STRATEGY = 'spotify'
/** A sign-in has to be finished within this time. */
const STATE_SECONDS = 600
/** Sign-ins that one browser may have begun at once, in several windows; the cookies of more would not fit. */
const MOST_BEGUN = 4

/**
 * Sign-in by authorization code with PKCE (RFC 6749 section 4.1, RFC 7636), as a public client: the verifier proves
 * that code and token are asked for by the same browser, so no secret is sent. State and verifier lie in a short-lived
 * HTTP-only cookie for each sign-in that was begun, and are gone once Spotify has answered.
 */
export function createSpotifySignIn({ accountsUrl, clientId, secure, timeoutMs }: Options) {
  const cookie = {
    name: `${secure ? '__Host-' : ''}segue-sign-in`,
    ...(secure && { secure }),
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: STATE_SECONDS,
  } as const
  const toEnd = (name: string) =>
    `${name}=; Max-Age=0; Path=/; HttpOnly; ${secure ? 'Secure; ' : ''}SameSite=Lax`

  /** With the redirect URI of this sign-in: both requests must name the same, letter by letter. */
  const authenticator = (redirectURI: string) =>
    new Authenticator<Grant>().use(
      new OAuth2Strategy(
        {
          clientId,
          clientSecret: null,
          authorizationEndpoint: `${accountsUrl}/authorize`,
          tokenEndpoint: `${accountsUrl}/api/token`,
          redirectURI,
          scopes: [...SCOPE_NAMES],
          cookie,
        },
        ({ tokens }) =>
          Promise.resolve({
            accessToken: tokens.accessToken(),
            refreshToken: tokens.refreshToken(),
            expiresAt: tokens.accessTokenExpiresAt(),
            scopes: tokens.hasScopes() ? tokens.scopes() : [...SCOPE_NAMES],
          }),
      ),
      STRATEGY,
    )

  return {
    /** Where to send the browser, with the cookies that remember the sign-in until it comes back. */
    async begin(request: Request, redirectUri: string): Promise<{ location: string; cookies: string[] }> {
      const blank = new Request(redirectUri)
      const answer: unknown = await authenticator(redirectUri)
        .authenticate(STRATEGY, blank)
        .catch((thrown: unknown) => thrown)
      if (!(answer instanceof Response)) throw answer
      const old = findCookies(request, cookie.name)
        .slice(0, 1 - MOST_BEGUN)
        .map(toEnd)
      return {
        location: answer.headers.get('location') ?? '',
        cookies: [...old, ...answer.headers.getSetCookie()],
      }
    },

    /**
     * What Spotify granted, for the address that it sent the browser back to. Throws SIGN_IN_DENIED, SIGN_IN_STALE (no
     * sign-in of this browser, one that took too long, or one that was answered already), SIGN_IN_FAILED,
     * SPOTIFY_UNAUTHORIZED or SPOTIFY_UNREACHABLE.
     */
    async finish(request: Request, redirectUri: string): Promise<Grant> {
      const query = new URL(request.url).searchParams
      // Without a state the library would begin another sign-in.
      if (!query.get('state') || !(query.get('code') || query.get('error'))) throw toStale()
      const work = authenticator(redirectUri).authenticate(STRATEGY, request)
      const late = new AbortController()
      // The library's request takes no signal; whoever waits for it does not wait for ever.
      const timedOut = sleep(timeoutMs, undefined, { signal: late.signal }).then(() => {
        throw new DomainError('SPOTIFY_UNREACHABLE', 'Spotify’s sign-in service does not answer.')
      })
      try {
        return await Promise.race([work, timedOut])
      } catch (error) {
        throw toSignInError(error)
      } finally {
        work.catch(() => undefined)
        timedOut.catch(() => undefined)
        late.abort()
      }
    },

    /** Set-Cookie lines that make the browser forget every sign-in it began: an answer is good for one use. */
    forget: (request: Request): string[] => findCookies(request, cookie.name).map(toEnd),
  }
}

/** Names of the cookies of sign-ins that were begun, oldest first as far as browsers order them. */
function findCookies(request: Request, prefix: string): string[] {
  const names = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.split('=')[0]?.trim() ?? '')
  return names.filter((name) => name.startsWith(`${prefix}:`))
}

function toStale(): DomainError {
  return new DomainError(
    'SIGN_IN_STALE',
    'This answer belongs to no sign-in that this browser has begun, or the sign-in took too long.',
  )
}

function toSignInError(error: unknown): unknown {
  if (error instanceof OAuth2RequestError) {
    if (error.code === 'access_denied') {
      return new DomainError('SIGN_IN_DENIED', 'You did not allow Segue to read your playlists.')
    }
    if (error.code === 'invalid_grant') return toStale()
    if (error.code === 'invalid_client') {
      return new DomainError('SPOTIFY_UNAUTHORIZED', 'Spotify does not know the client id of this instance.')
    }
    return new DomainError('SIGN_IN_FAILED', 'Spotify did not finish the sign-in.', { cause: error })
  }
  // The library's words for a state that no cookie knows, and for a cookie that is not there.
  if (error instanceof ReferenceError || error instanceof RangeError) return toStale()
  if (error instanceof DomainError) return error
  const unexpected =
    error instanceof UnexpectedResponseError || (error instanceof Error && error.name !== 'TypeError')
  return unexpected
    ? new DomainError('SPOTIFY_UNREACHABLE', 'Spotify’s sign-in service is in trouble.', { cause: error })
    : error
}
