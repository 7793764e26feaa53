/** POST /accounts/api/token: code exchange, refresh with rotation, client credentials. */
import { createHash, randomUUID } from 'node:crypto'

import { z } from 'zod'

import type { SandboxSettings } from '../options'
import { accountsError, json } from '../respond'
import type { Sealer } from './sealed'

const TokenRequest = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    code: z.string(),
    redirect_uri: z.string(),
    code_verifier: z.string().optional(),
  }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
  z.object({ grant_type: z.literal('client_credentials') }),
])
type Client = { confidential: boolean }
type Fields = Record<string, string>
export type TokenEndpoint = (fields: Fields, authorization: string | null) => Response

const ACCESS_LIFE_SECONDS = 3600
/** Six months from the consent; refreshing does not extend it (spotify-api.md, 1.2). */
const REFRESH_LIFE_MS = 183 * 24 * 3600_000
/** Sign-ins and codes remembered; the oldest is forgotten first. */
const REMEMBERED = 10_000
const VERIFIER = /^[\w.~-]{43,128}$/

export function createTokenEndpoint(settings: SandboxSettings, sealer: Sealer): TokenEndpoint {
  const usedCodes = createMemory<true>()
  const generations = createMemory<number>()

  const grant = (user: string | null, scope: string, refreshToken?: string): Response => {
    const expires = settings.now() + ACCESS_LIFE_SECONDS * 1000
    const access = sealer.seal({ type: 'access', user, scope, expires })
    const body = { access_token: access, token_type: 'Bearer', expires_in: ACCESS_LIFE_SECONDS }
    const extra = {
      ...(user !== null && { scope }),
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    }
    return json({ ...body, ...extra }, 200, { 'cache-control': 'no-store' })
  }

  const exchange = (
    request: { code: string; redirect_uri: string; code_verifier?: string | undefined },
    client: Client,
  ): Response => {
    const code = sealer.open('code', request.code)
    if (code?.client !== settings.clientId) {
      throw accountsError('invalid_grant', 'Invalid authorization code')
    }
    if (code.expires < settings.now()) throw accountsError('invalid_grant', 'Authorization code expired')
    if (code.redirectUri !== request.redirect_uri) {
      throw accountsError('invalid_grant', 'Invalid redirect URI')
    }
    if (code.challenge === null && !client.confidential) {
      throw accountsError('invalid_client', 'Invalid client secret')
    }
    if (code.challenge !== null) requireVerifier(request.code_verifier, code.challenge)
    if (usedCodes.get(code.id) === true) throw accountsError('invalid_grant', 'Invalid authorization code')
    usedCodes.set(code.id, true)
    const { user, scope, client: id } = code
    const refresh = sealer.seal({
      type: 'refresh',
      user,
      scope,
      client: id,
      family: randomUUID(),
      generation: 0,
      consented: settings.now(),
    })
    return grant(user, scope, refresh)
  }

  const refresh = (text: string, client: Client): Response => {
    const token = sealer.open('refresh', text)
    if (token?.client !== settings.clientId) {
      throw accountsError('invalid_grant', 'Invalid refresh token')
    }
    if (token.consented + REFRESH_LIFE_MS < settings.now()) {
      throw accountsError('invalid_grant', 'Refresh token expired')
    }
    // A family not remembered is one from before a restart: its token is taken as the newest.
    const newest = generations.get(token.family) ?? token.generation
    if (token.generation < newest) {
      // A second use means that somebody has a copy: the whole sign-in ends (RFC 9700, 4.14.2).
      generations.set(token.family, Infinity)
      throw accountsError('invalid_grant', 'Refresh token revoked')
    }
    // Only public clients rotate; a confidential one keeps its token, and none is sent.
    if (client.confidential) return grant(token.user, token.scope)
    generations.set(token.family, token.generation + 1)
    return grant(token.user, token.scope, sealer.seal({ ...token, generation: token.generation + 1 }))
  }

  return (fields, authorization) => {
    const client = identify(settings, fields, authorization)
    if (fields.grant_type === undefined) {
      throw accountsError('unsupported_grant_type', 'grant_type parameter is missing')
    }
    const parsed = TokenRequest.safeParse(fields)
    if (!parsed.success) throw describe(parsed.error, fields.grant_type)
    const request = parsed.data
    if (request.grant_type === 'authorization_code') return exchange(request, client)
    if (request.grant_type === 'refresh_token') return refresh(request.refresh_token, client)
    if (!client.confidential) throw accountsError('invalid_client', 'Invalid client secret')
    return grant(null, '')
  }
}

function identify(settings: SandboxSettings, fields: Fields, authorization: string | null): Client {
  if (authorization === null) {
    if (fields.client_id !== settings.clientId) throw accountsError('invalid_client', 'Invalid client')
    if (fields.client_secret === undefined) return { confidential: false }
    if (fields.client_secret !== settings.clientSecret) {
      throw accountsError('invalid_client', 'Invalid client secret')
    }
    return { confidential: true }
  }
  const [scheme, credentials = ''] = authorization.split(' ')
  const [id, ...rest] = Buffer.from(credentials, 'base64').toString().split(':')
  const secret = rest.join(':')
  if (scheme?.toLowerCase() !== 'basic' || id !== settings.clientId) {
    throw accountsError('invalid_client', 'Invalid client')
  }
  if (secret !== settings.clientSecret) throw accountsError('invalid_client', 'Invalid client secret')
  return { confidential: true }
}

function requireVerifier(verifier: string | undefined, challenge: string): void {
  if (verifier === undefined) throw accountsError('invalid_request', 'code_verifier required')
  const hashed = createHash('sha256').update(verifier).digest('base64url')
  if (!VERIFIER.test(verifier) || hashed !== challenge) {
    throw accountsError('invalid_grant', 'code_verifier was incorrect')
  }
}

function describe(error: z.ZodError, grantType: string) {
  const field = error.issues[0]?.path[0]
  if (field === undefined || field === 'grant_type') {
    return accountsError('unsupported_grant_type', `grant_type ${grantType.slice(0, 40)} is not supported`)
  }
  return accountsError('invalid_request', `${String(field)} must be supplied`)
}

function createMemory<T>() {
  const entries = new Map<string, T>()
  return {
    get: (key: string): T | undefined => entries.get(key),
    set: (key: string, value: T): void => {
      entries.delete(key)
      entries.set(key, value)
      const oldest = entries.keys().next()
      if (entries.size > REMEMBERED && oldest.done !== true) entries.delete(oldest.value)
    },
  }
}
