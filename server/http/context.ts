import type { Request } from 'express'
import type { DomainError } from '../domain/errors'
import { toFileName, toListName } from '../domain/input/upload-name'
import { createContextInner, type Context, type Upload } from '../trpc/context'
import type { Services } from '../wiring/services'
import { scopeOf } from './request-scope'

type Options = {
  services: Services
  openAccess: boolean
  guestsMayImport: boolean
  toDomainError: (error: unknown) => DomainError
}

/** The tRPC context of an HTTP request. */
export function createContext(request: Request, options: Options): Context {
  const { requestId, log, signal, caller, listener, isDirect, spend } = scopeOf(request)
  const { services, openAccess, guestsMayImport, toDomainError } = options
  return createContextInner({
    services,
    openAccess,
    // Through a proxy anybody may come, also to an instance that knows of none.
    guestsMayImport: guestsMayImport && isDirect,
    toDomainError,
    caller,
    listener,
    requestId,
    address: request.ip ?? null,
    log,
    signal,
    spend,
  })
}

/** What the headers of a call say of the file that is its body. Throws INPUT_INVALID where a name is too long. */
export function readUpload(request: Request): Upload | null {
  const filename = toFileName(decode(request.get('x-segue-filename')))
  if (filename === '') return null
  return {
    filename,
    name: toListName(decode(request.get('x-segue-name'))),
    replace: request.get('x-segue-replace') === 'true',
  }
}

function decode(header = ''): string {
  try {
    return decodeURIComponent(header)
  } catch {
    return ''
  }
}
