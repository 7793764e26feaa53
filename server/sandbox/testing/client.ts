/** Drives a sandbox as a browser and an app would, for tests. */
import { createHash } from 'node:crypto'

import { z } from 'zod'

import type { Sandbox } from '../index'
import { SANDBOX_CLIENT } from '../options'

export const ORIGIN = 'http://127.0.0.1:4010'
export const REDIRECT_URI = 'http://127.0.0.1:3000/auth/callback'
export const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-in-all'
export const ALL_SCOPES = 'playlist-read-private playlist-read-collaborative user-library-read'

const Tokens = z.looseObject({
  access_token: z.string(),
  expires_in: z.number(),
  scope: z.string().optional(),
  refresh_token: z.string().optional(),
})
export type Tokens = z.infer<typeof Tokens>
type Fields = Record<string, string>

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

export function authorizeFields(changes: Fields = {}): Fields {
  return {
    client_id: SANDBOX_CLIENT.id,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    state: 'st-1',
    scope: ALL_SCOPES,
    code_challenge_method: 'S256',
    code_challenge: challengeOf(VERIFIER),
    ...changes,
  }
}

export function openAuthorize(sandbox: Sandbox, fields: Fields): Promise<Response> {
  return sandbox.handle(new Request(`${ORIGIN}/accounts/authorize?${new URLSearchParams(fields).toString()}`))
}

/** Presses the button; the Location of the answer. */
export async function decide(sandbox: Sandbox, fields: Fields): Promise<URL> {
  const body = new URLSearchParams({ decision: 'agree', user: 'mirela', ...fields })
  const response = await sandbox.handle(new Request(`${ORIGIN}/accounts/authorize`, { method: 'POST', body }))
  return new URL(response.headers.get('location') ?? 'about:blank')
}

export function postToken(sandbox: Sandbox, fields: Fields, headers: Fields = {}): Promise<Response> {
  return sandbox.handle(
    new Request(`${ORIGIN}/accounts/api/token`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers,
    }),
  )
}

export function basic(id: string = SANDBOX_CLIENT.id, secret: string = SANDBOX_CLIENT.secret): Fields {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }
}

/** Signs a user in with PKCE. */
export async function signIn(sandbox: Sandbox, user = 'mirela', scope = ALL_SCOPES): Promise<Tokens> {
  const target = await decide(sandbox, authorizeFields({ user, scope }))
  const code = target.searchParams.get('code') ?? ''
  const fields = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    client_id: SANDBOX_CLIENT.id,
    code_verifier: VERIFIER,
  }
  return Tokens.parse(await (await postToken(sandbox, fields)).json())
}

/** A token of the app itself. */
export async function appToken(sandbox: Sandbox): Promise<string> {
  const response = await postToken(sandbox, { grant_type: 'client_credentials' }, basic())
  return Tokens.parse(await response.json()).access_token
}

export type Answer = { status: number; headers: Headers; body: unknown }

/** GET below /v1 (or any absolute address, so that `next` can be followed). */
export async function get(sandbox: Sandbox, token: string, path: string): Promise<Answer> {
  const url = path.startsWith('http') ? path : `${ORIGIN}/v1${path}`
  const response = await sandbox.handle(new Request(url, { headers: { authorization: `Bearer ${token}` } }))
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}
