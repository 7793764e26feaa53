import type { Request, RequestHandler } from 'express'
import { DomainError, toDomainError } from '../../domain/errors'
import { identify, type VerifyToken } from '../identity'
import { scopeOf } from '../request-scope'
import { addressKey } from './address-key'

/** Points that may be spent by each, see server/index.ts; a request is one, a costly call more. */
export type RequestRates = {
  spend: (name: RateName, key: string, points?: number) => Promise<number | null>
  look: (name: RateName, key: string) => Promise<number | null>
}
export type RateName = 'address' | 'user' | 'token' | 'failure' | 'guest'

type Options = { verifyToken: VerifyToken; rates: RequestRates }

/**
 * Writes into the scope of a request who sent it, and counts it: with a service token under its subject, else under the
 * address. Whoever brought too many tokens that are none is refused before another is looked at. Throws RATE_LIMITED, and
 * what identifying throws.
 */
export function identifyWithinLimits({ verifyToken, rates }: Options): RequestHandler {
  const admit = async (request: Request) => {
    const scope = scopeOf(request)
    const address = addressKey(request)
    if (request.get('authorization') !== undefined) {
      refuseFor(await rates.look('failure', address), 'Too many tokens from this address are not valid.')
    }
    try {
      scope.caller = await identify(request, verifyToken, scope.origin)
    } catch (error) {
      if (toDomainError(error).status === 401) await rates.spend('failure', address)
      throw error
    }
    scope.spend = createSpender(request, rates)
    await scope.spend(1)
  }
  return (request, _response, next) => {
    admit(request).then(() => {
      next()
    }, next)
  }
}

/** Takes points from everybody whom a request may be counted under. */
function createSpender(request: Request, { spend }: RequestRates) {
  return async (points: number): Promise<void> => {
    const { caller, listener } = scopeOf(request)
    if (caller.kind === 'service') {
      refuseFor(await spend('token', caller.subject, points), 'Too many requests with tokens of this name.')
      return
    }
    refuseFor(await spend('address', addressKey(request), points), 'Too many requests from this address.')
    // Who is signed in is looked up for costly calls only; they ask the database anyway.
    const user = points > 1 ? await listener.findUser() : null
    if (user) refuseFor(await spend('user', user.id, points), 'Too many requests of this account.')
  }
}

export function refuseFor(seconds: number | null, message: string): void {
  if (seconds === null) return
  throw new DomainError('RATE_LIMITED', message, { retryAfterSeconds: seconds })
}
