import type { Request } from 'express'
import type { DomainError } from '../domain/errors'
import { createContextInner, type Context, type Upload } from '../trpc/context'
import type { Services } from '../trpc/services'
import { scopeOf } from './request-scope'

type Options = {
  services: Services
  openAccess: boolean
  guestsMayImport: boolean
  toDomainError: (error: unknown) => DomainError
}

/** The tRPC context of an HTTP request. */
export function createContext(request: Request, options: Options): Context {
  const { requestId, log, signal, caller, listener } = scopeOf(request)
  const { services, openAccess, guestsMayImport, toDomainError } = options
  return createContextInner({
    services,
    openAccess,
    guestsMayImport,
    toDomainError,
    caller,
    listener,
    requestId,
    log,
    signal,
    upload: readUpload(request),
  })
}

function readUpload(request: Request): Upload | null {
  const filename = decode(request.get('x-segue-filename'))
  if (filename === null) return null
  return {
    filename,
    name: decode(request.get('x-segue-name')),
    replace: request.get('x-segue-replace') === 'true',
  }
}

function decode(header: string | undefined): string | null {
  if (header === undefined || header === '' || header.length > 1000) return null
  try {
    return decodeURIComponent(header)
  } catch {
    return null
  }
}
