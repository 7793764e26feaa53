import type { Request, RequestHandler } from 'express'
import { DomainError } from '../../domain/errors'
import { scopeOf } from '../request-scope'
import { readAddress } from './address'
import { findFileKind } from './route'
import { checkHost, toOrigin, type HostRules } from './host'

type Options = { hosts: HostRules; trustProxyHops: number }

const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS']
/** Asked by whatever watches the machine, under any name; it tells nothing. */
const UNDER_ANY_NAME = '/api/health'
/** What proxies write into a request that they pass on. */
const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
]

/**
 * The first look at a request: its method, its address and the host it names, all of them the sender's to choose. Behind it
 * `request.url` has one form only and the scope knows the origin. Throws METHOD_NOT_ALLOWED, HOST_UNKNOWN, INPUT_INVALID, and
 * what reading the address throws.
 */
export function checkRequest({ hosts, trustProxyHops }: Options): RequestHandler {
  return (request, response, next) => {
    const { url, authority } = readAddress(request.url)
    request.url = request.originalUrl = url
    if (!METHODS.includes(request.method)) {
      response.setHeader('allow', METHODS.join(', '))
      throw new DomainError('METHOD_NOT_ALLOWED', 'Nothing here takes a request of this method.')
    }
    const scope = scopeOf(request)
    scope.fileKind =
      request.method === 'POST' ? findFileKind(request.path, request.get('content-type')) : null
    scope.isDirect = !FORWARDED.some((name) => request.headers[name] !== undefined)
    if (trustProxyHops === 0) for (const name of FORWARDED) Reflect.deleteProperty(request.headers, name)
    const origin = toOrigin(request.protocol, authority ?? hostOf(request))
    if (request.path !== UNDER_ANY_NAME) {
      if (!origin) {
        throw new DomainError('INPUT_INVALID', 'The request names no host, or none that there can be.', {
          hint: 'Send the header Host as in the address, such as example.org or 127.0.0.1:3000.',
        })
      }
      checkHost(origin, hosts)
    }
    if (origin) scope.origin = origin.origin
    if (request.method === 'OPTIONS') response.status(204).setHeader('allow', METHODS.join(', ')).end()
    else next()
  }
}

/** The host as the browser named it: a proxy that is trusted says so. */
function hostOf(request: Request): string | undefined {
  const [forwarded = ''] = (request.get('x-forwarded-host') ?? '').split(',')
  return forwarded.trim() === '' ? request.get('host') : forwarded.trim()
}
