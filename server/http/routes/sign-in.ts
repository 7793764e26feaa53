import type { Request as ExpressRequest } from 'express'
import { DomainError } from '../../domain/errors'
import { toOwnPath } from '../../domain/input/own-path'
import { CALLBACK_PATH, findRedirectFault, toPublicOrigin } from '../../accounts/domain/redirect-uri'
import type { NewSignIn } from '../../accounts/complete-sign-in'
import type { Services } from '../../wiring/services'
import { scopeOf } from '../request-scope'

export type SignInOptions = {
  oauth: {
    begin: (request: Request, redirectUri: string) => Promise<{ location: string; cookies: string[] }>
    finish: (request: Request, redirectUri: string) => Promise<NewSignIn>
    forget: (request: Request) => string[]
  }
  /** Why nobody can sign in here; null where one can. */
  refusal: { reason: string; hint: string } | null
  /** Where the instance is reached from outside, if it was told. */
  publicUrl: string | undefined
}

/** Signing in and out, as loaders and actions ask for it: each gives the answer to send. */
export type RequestAccess = {
  /** Sends the browser to Spotify; it comes back to `back` in the end. */
  begin: (request: Request) => Promise<Response>
  finish: (request: Request) => Promise<Response>
  signOut: () => Promise<void>
}

type Options = { services: Services; signIn: SignInOptions; toDomainError: (error: unknown) => DomainError }

/** Where a sign-in ends that was begun nowhere in particular. */
const HOME = '/me'
/** The page to go back to, beside the cookies of the sign-in itself. */
const BACK_COOKIE = 'segue-back'
const BACK_SECONDS = 600

/** What a request may do about its own session. */
export function createRequestAccess(
  expressRequest: ExpressRequest,
  { services, signIn: { oauth, refusal, publicUrl }, toDomainError }: Options,
): RequestAccess {
  const { session, signal } = scopeOf(expressRequest)
  const address = expressRequest.ip ?? null
  const getSession = () => {
    if (session) return session
    throw new DomainError('INPUT_INVALID', 'Tools do not sign in; they have service tokens.')
  }
  const toRedirectUri = (request: Request) =>
    new URL(CALLBACK_PATH, toPublicOrigin(publicUrl, request.url)).href

  return {
    async begin(request) {
      const redirectUri = toRedirectUri(request)
      const fault = refusal ?? findRedirectFault(redirectUri)
      if (fault) throw new DomainError('CONFIG_INVALID', fault.reason, { hint: fault.hint })
      const here = new URL(request.url)
      const { origin } = new URL(redirectUri)
      const back = toOwnPath(here.searchParams.get('back'), HOME)
      // Cookies of one host are not sent to another: the sign-in begins where it will end. Once: a proxy may name
      // another host for good.
      if (new URL(origin).host !== here.host && !here.searchParams.has('moved')) {
        const query = new URLSearchParams({ back, moved: '1' })
        return redirectTo(`${origin}${here.pathname}?${query.toString()}`, [])
      }
      const { location, cookies } = await oauth.begin(request, redirectUri)
      return redirectTo(location, [...cookies, toBackCookie(encodeURIComponent(back), BACK_SECONDS, origin)])
    },

    async finish(request) {
      if (refusal) throw new DomainError('CONFIG_INVALID', refusal.reason, { hint: refusal.hint })
      const redirectUri = toRedirectUri(request)
      const { origin } = new URL(redirectUri)
      const over = [...oauth.forget(request), toBackCookie('', 0, origin)]
      try {
        const granted = await oauth.finish(request, redirectUri)
        const userId = await services.accounts.completeSignIn(granted, signal)
        await services.recordAct({
          actor: { kind: 'user', id: userId },
          address,
          act: 'sign-in',
          outcome: 'done',
        })
        await getSession().signIn(userId)
        return redirectTo(toOwnPath(readBack(request), HOME), over)
      } catch (error) {
        // A stranger's answer must not spoil a sign-in that is under way; our own is used up.
        const known = toDomainError(error)
        if (known.code === 'ACCOUNT_NOT_ALLOWED') {
          const actor = { kind: 'account', id: 'not allowed' } as const
          await services.recordAct({ actor, address, act: 'sign-in', outcome: 'refused', detail: known.code })
        }
        if (known.code !== 'SIGN_IN_STALE') {
          for (const cookie of over) expressRequest.res?.append('set-cookie', cookie)
        }
        throw known.code === 'INTERNAL' ? error : known
      }
    },

    signOut: () => getSession().signOut(),
  }
}

function redirectTo(location: string, cookies: string[]): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 302, headers })
}

function toBackCookie(value: string, seconds: number, origin: string): string {
  const secure = origin.startsWith('https:') ? '; Secure' : ''
  return `${BACK_COOKIE}=${value}; Max-Age=${String(seconds)}; Path=/; HttpOnly; SameSite=Lax${secure}`
}

function readBack(request: Request): string | null {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='))
  const value = pairs.find(([name]) => name === BACK_COOKIE)?.[1]
  try {
    return value === undefined ? null : decodeURIComponent(value)
  } catch {
    return null
  }
}
