import type { DomainError } from '../domain/errors'
import type { Logger } from '../observability/logger'
import type { Services } from './services'

/** Who asks: a guest without a token, the page of this instance, or a tool with a service token. */
export type Caller =
  | { kind: 'guest' }
  | { kind: 'browser' }
  | { kind: 'service'; role: 'reader' | 'operator'; subject: string; useOnce: () => Promise<boolean> }

/** What a file that is sent as a request body is called. */
export type Upload = { filename: string; name: string | null }

export type Context = {
  services: Services
  caller: Caller
  /** Guests may read and ask. */
  openAccess: boolean
  requestId: string
  log: Logger
  /** Aborts when the client has gone. Never the signal of a Request (it is lost at garbage collection). */
  signal: AbortSignal
  upload: Upload | null
  toDomainError: (error: unknown) => DomainError
}

type Needed = Pick<Context, 'services' | 'log' | 'toDomainError'>

/** A context from plain parts, with no HTTP in it: what tests and the HTTP adapter both use. */
export function createContextInner(parts: Needed & Partial<Context>): Context {
  return {
    caller: { kind: 'guest' },
    openAccess: true,
    requestId: 'none',
    signal: new AbortController().signal,
    upload: null,
    ...parts,
  }
}
