import type { SessionUser } from '../accounts/domain/account'
import type { SignIn } from '../accounts/sessions'
import { DomainError } from '../domain/errors'
import type { Logger } from '../observability/logger'
import type { Services } from '../wiring/services'
import type { Upload } from './upload'

export type { Upload } from './upload'

/** Who asks: a guest without a token, the page of this instance, or a tool with a service token. */
export type Caller =
  | { kind: 'guest' }
  | { kind: 'browser' }
  | { kind: 'service'; role: 'reader' | 'operator'; subject: string; useOnce: () => Promise<boolean> }

/**
 * Whose taste a request is about. Looked up when first asked for: `find` gives null for somebody who never clicked,
 * `ensure` remembers them. Ids are those of `listeners`; sign-in changes which listener a session leads to.
 */
export type RequestListener = {
  find: () => Promise<string | null>
  ensure: () => Promise<string>
  /** Who is signed in; null for guests and tools. */
  findUser: () => Promise<SessionUser | null>
  /** Which session of theirs this is, and when they signed in; null where nobody is signed in. */
  findSignIn: () => Promise<SignIn | null>
}

export type Context = {
  services: Services
  caller: Caller
  listener: RequestListener
  /** Guests may read and ask. */
  openAccess: boolean
  /** Guests in a browser may import files. */
  guestsMayImport: boolean
  requestId: string
  /** The address that the request came from; null where nobody says. */
  address: string | null
  log: Logger
  /** Aborts when the client has gone. Never the signal of a Request (it is lost at garbage collection). */
  signal: AbortSignal
  upload: Upload | null
  /** Takes points from whoever asks. Throws RATE_LIMITED where they are used up. */
  spend: (points: number) => Promise<void>
  toDomainError: (error: unknown) => DomainError
}

type Needed = Pick<Context, 'services' | 'log' | 'toDomainError'>

export const NOBODY: RequestListener = {
  find: () => Promise.resolve(null),
  ensure: () => Promise.reject(new DomainError('LISTENER_UNKNOWN', 'Nobody is listening.')),
  findUser: () => Promise.resolve(null),
  findSignIn: () => Promise.resolve(null),
}

/** A context from plain parts, with no HTTP in it: what tests and the HTTP adapter both use. */
export function createContextInner(parts: Needed & Partial<Context>): Context {
  return {
    caller: { kind: 'guest' },
    listener: NOBODY,
    openAccess: true,
    guestsMayImport: false,
    requestId: 'none',
    address: null,
    signal: new AbortController().signal,
    upload: null,
    spend: () => Promise.resolve(),
    ...parts,
  }
}
