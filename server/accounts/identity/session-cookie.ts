import { createCookie } from '@remix-run/node'

export type SessionCookieOptions = {
  /** The first signs, all of them verify. */
  secrets: string[]
  /** Whether pages are reached by https. */
  secure: boolean
  maxAgeSeconds: number
}

/** 32 random bytes as base64url; anything else is no id of ours, signed or not. */
const SESSION_ID = /^[\w-]{43}$/

/**
 * The one cookie of a browser: an opaque session id with its signature (HMAC-SHA-256), HTTP-only, SameSite=Lax. Under
 * https it is Secure and carries the prefix `__Host-`, which keeps sibling domains from setting it (RFC 6265bis, 4.1.3).
 */
export function createSessionCookie({ secrets, secure, maxAgeSeconds }: SessionCookieOptions) {
  const cookie = createCookie(secure ? '__Host-segue' : 'segue', {
    secrets,
    secure,
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: maxAgeSeconds,
  })
  return {
    /** The session id of a Cookie header; null where there is none, or where it is forged or broken. */
    async read(header: string | undefined): Promise<string | null> {
      const value: unknown = await cookie.parse(header ?? null)
      return typeof value === 'string' && SESSION_ID.test(value) ? value : null
    },

    /** The Set-Cookie header that gives a browser this session. */
    toHeader: (id: string): Promise<string> => cookie.serialize(id),

    /** The Set-Cookie header that takes the session from a browser. */
    toEnd: (): Promise<string> => cookie.serialize('', { maxAge: 0 }),
  }
}
