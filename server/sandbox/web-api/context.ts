/** Who calls and what they may see; every Web API handler gets one of these. */
import type { Sealer } from '../accounts/sealed'
import type { SandboxCatalogue } from '../catalogue/catalogue'
import type { SandboxUser } from '../catalogue/users'
import { findUser } from '../catalogue/users'
import type { SpotifyAppKind } from '../options'
import { apiError } from '../respond'

export type Caller = {
  /** Null for an app's own token. */ user: SandboxUser | null
  scopes: ReadonlySet<string>
}
export type ApiContext = {
  url: URL
  /** What stands after the origin in links: `…/v1`. */
  api: string
  /** Where images and previews are served: an origin, or the path of a page that passes them on. */
  media: string
  kind: SpotifyAppKind
  catalogue: SandboxCatalogue
  caller: Caller
  /** Values of the path's `:names`, in order. */
  params: readonly string[]
}
export type ApiHandler = (context: ApiContext) => Response | Promise<Response>

export function authenticate(sealer: Sealer, header: string | null, now: number): Caller {
  if (header === null) throw apiError(401, 'No token provided')
  const [scheme, token = ''] = header.split(' ')
  if (scheme?.toLowerCase() !== 'bearer') throw apiError(400, 'Only valid bearer authentication supported')
  const access = sealer.open('access', token)
  if (access === null) throw apiError(401, 'Invalid access token')
  if (access.expires <= now) throw apiError(401, 'The access token expired')
  return {
    user: access.user === null ? null : findUser(access.user),
    scopes: new Set(access.scope.split(' ').filter(Boolean)),
  }
}

export function requireUser({ caller }: ApiContext): SandboxUser {
  if (caller.user === null) throw apiError(401, 'Valid user authentication required')
  return caller.user
}

export function requireScope({ caller }: ApiContext, scope: string): void {
  if (!caller.scopes.has(scope)) throw apiError(403, 'Insufficient client scope')
}

/** 400 for what cannot be an id, 404 for an id nobody has. */
export function requireFound<T>(
  id: string,
  find: (id: string) => T | null,
  message = 'Resource not found',
): T {
  if (!/^[0-9A-Za-z]{22}$/.test(id)) throw apiError(400, 'Invalid base62 id')
  const found = find(id)
  if (found === null) throw apiError(404, message)
  return found
}

/** The path's value number `index`. */
export function param({ params }: ApiContext, index = 0): string {
  return params[index] ?? ''
}
