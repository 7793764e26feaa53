import type { GetLoadContextFunction } from '@remix-run/express'
import type { DomainError } from '../domain/errors'
import type { Job } from '../domain/job'
import type { ClipForm } from '../files/clip-form'
import { createCaller, type Caller } from '../router'
import type { Services } from '../wiring/services'
import { createContext } from './context'
import { startImport } from './routes/import'
import type { AppOptions } from './options'
import { scopeOf } from './request-scope'
import type { Uploads } from './routes/uploads'
import { createRequestAccess, type RequestAccess, type SignInOptions } from './routes/sign-in'

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
    /** Reads the form of a request that brings a clip. */
    readClipForm: () => Promise<ClipForm>
    /** Starts the import of the file in the form of a request. */
    startImport: () => Promise<Job>
  }
}

type Options = {
  services: Services
  openAccess: boolean
  toDomainError: (error: unknown) => DomainError
  signIn: SignInOptions
  readClipForm: AppOptions['readClipForm']
  guestsMayImport: boolean
  uploads: Uploads
  readImportForm: AppOptions['readImportForm']
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
      startImport: () => startImport(request, options),
      readClipForm: async () => {
        const body = await options.uploads.open(request, 'clip', createContext(request, options))
        return options.readClipForm(body, request.get('content-type') ?? null)
      },
    }
  }
}
