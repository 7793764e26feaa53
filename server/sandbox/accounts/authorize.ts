/** GET shows the consent page, POST is its form: /accounts/authorize. */
import { randomUUID } from 'node:crypto'

import { z } from 'zod'

import { findUser, SIGN_IN_USERS } from '../catalogue/users'
import type { SandboxSettings } from '../options'
import { html } from '../respond'
import { renderAuthorizePage, renderProblemPage } from './authorize-page'
import { isRegisteredRedirect } from './redirect-uri'
import type { Sealer } from './sealed'

const Text = z.string().max(2048)
const AuthorizeRequest = z.object({
  client_id: Text,
  redirect_uri: Text,
  response_type: Text.optional(),
  state: Text.optional(),
  scope: Text.optional(),
  code_challenge_method: Text.optional(),
  code_challenge: Text.optional(),
})
type AuthorizeRequest = z.infer<typeof AuthorizeRequest>

const CODE_LIFE_MS = 10 * 60_000
/** base64url of a SHA-256, without padding. */
const S256_CHALLENGE = /^[\w-]{43}$/

/** A wrong client or redirect URI ends on a page here; every other fault is told to the app by redirect. */
export function authorize(
  settings: SandboxSettings,
  sealer: Sealer,
  fields: URLSearchParams,
  decided: boolean,
): Response {
  const parsed = AuthorizeRequest.safeParse(Object.fromEntries(fields))
  if (!parsed.success) {
    return problem('Missing or overlong parameter', 'The request needs client_id and redirect_uri.')
  }
  const asked = parsed.data
  if (asked.client_id !== settings.clientId) {
    return problem('INVALID_CLIENT: Invalid client', 'This client id is not registered here.')
  }
  if (!isRegisteredRedirect(asked.redirect_uri, settings.redirectUris)) {
    const known = settings.redirectUris.join(' or ')
    return problem(
      'INVALID_CLIENT: Invalid redirect URI',
      `Registered: ${known} (any port). localhost is refused; use 127.0.0.1.`,
    )
  }
  const fault = findFault(asked)
  if (fault !== null) return back(asked, { error: fault })
  if (!decided) return consent(asked)
  if (fields.get('decision') !== 'agree') return back(asked, { error: 'access_denied' })
  const user = findUser(fields.get('user') ?? '')
  if (!user?.signsIn) return back(asked, { error: 'access_denied' })
  const code = sealer.seal({
    type: 'code',
    id: randomUUID(),
    user: user.id,
    scope: toScopes(asked).join(' '),
    client: asked.client_id,
    redirectUri: asked.redirect_uri,
    challenge: asked.code_challenge ?? null,
    expires: settings.now() + CODE_LIFE_MS,
  })
  return back(asked, { code })
}

function findFault(asked: AuthorizeRequest): string | null {
  if (asked.response_type !== 'code') return 'unsupported_response_type'
  if (asked.code_challenge === undefined) {
    return asked.code_challenge_method === undefined ? null : 'invalid_request'
  }
  return asked.code_challenge_method === 'S256' && S256_CHALLENGE.test(asked.code_challenge)
    ? null
    : 'invalid_request'
}

function consent(asked: AuthorizeRequest): Response {
  const hidden = Object.fromEntries(
    Object.entries(asked).filter((field): field is [string, string] => field[1] !== undefined),
  )
  // Browsers apply form-action to the redirect after the form as well, so the app's origin must be on the list.
  return html(renderAuthorizePage(SIGN_IN_USERS, toScopes(asked), hidden), 200, [
    new URL(asked.redirect_uri).origin,
  ])
}

function toScopes(asked: AuthorizeRequest): string[] {
  return [...new Set((asked.scope ?? '').split(' ').filter(Boolean))]
}

function back(asked: AuthorizeRequest, result: Record<string, string>): Response {
  const target = new URL(asked.redirect_uri)
  for (const [name, value] of Object.entries(result)) target.searchParams.set(name, value)
  if (asked.state !== undefined) target.searchParams.set('state', asked.state)
  return new Response(null, { status: 303, headers: { location: target.href, 'cache-control': 'no-store' } })
}

function problem(text: string, advice: string): Response {
  return html(renderProblemPage(text, advice), 400)
}
