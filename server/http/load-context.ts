import type { GetLoadContextFunction } from '@remix-run/express'
import type { DomainError } from '../domain/errors'
import { createCaller, type Caller } from '../trpc/router'
import type { Services } from '../trpc/services'
import { createContext } from './context'
import { scopeOf } from './request-scope'
import { createRequestAccess, type RequestAccess, type SignInOptions } from './sign-in'

declare module '@remix-run/server-runtime' {
  interface AppLoadContext {
    /** The procedures, bound to this request. */
    trpc: Caller
    /** Signing in and out. */
    access: RequestAccess
    requestId: string
    cspNonce: string
    signal: AbortSignal
    reportError: (error: unknown) => void
  }
}

type Options = {
  services: Services
  openAccess: boolean
  toDomainError: (error: unknown) => DomainError
  signIn: SignInOptions
}

/** What loaders and actions get: the only way from pages to the server. */
export function createGetLoadContext(options: Options): GetLoadContextFunction {
  return (request) => {
    const { requestId, cspNonce, signal, log } = scopeOf(request)
    return {
      trpc: createCaller(createContext(request, options), { signal }),
      access: createRequestAccess(request, options),
      requestId,
      cspNonce,
      signal,
      reportError: (error) => {
        log.error({ err: error }, 'page failed')
      },
    }
  }
}
