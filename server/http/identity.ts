import type { Request } from 'express'
import { DomainError } from '../domain/errors'
import type { Caller } from '../trpc/context'

export type VerifyToken = (token: string) => Promise<Extract<Caller, { kind: 'service' }>>

/**
 * Who sent a request: a tool with a service token, a page of this instance, or a guest.
 * A request that changes something and says that it comes from another site is refused (CROSS_SITE_REQUEST): browsers
 * always send Origin with such requests, so this closes cross-site request forgery without a token in every form.
 */
export async function identify(request: Request, verify: VerifyToken, own?: string): Promise<Caller> {
  const authorization = request.get('authorization')
  if (authorization !== undefined) {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    if (token === undefined) {
      throw new DomainError('TOKEN_INVALID', 'The Authorization header holds no Bearer token.')
    }
    return verify(token)
  }
  const sameOrigin = isSameOrigin(request, own ?? `${request.protocol}://${request.get('host') ?? ''}`)
  if (sameOrigin === false && !isSafe(request.method)) {
    throw new DomainError('CROSS_SITE_REQUEST', 'This request came from another site.')
  }
  return sameOrigin === true ? { kind: 'browser' } : { kind: 'guest' }
}

const isSafe = (method: string) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS'

/** True or false by Origin or Sec-Fetch-Site; null where the client is no browser and says nothing. */
function isSameOrigin(request: Request, own: string): boolean | null {
  const site = request.get('sec-fetch-site')
  const origin = request.get('origin')
  if (origin !== undefined) return origin === own
  if (site === undefined) return null
  return site === 'same-origin' || site === 'none'
}
