import { describe, expect, it } from 'vitest'

import { createSandbox, SANDBOX_CLIENT } from '../index'
import {
  appToken,
  authorizeFields,
  basic,
  challengeOf,
  decide,
  get,
  openAuthorize,
  postToken,
  REDIRECT_URI,
  signIn,
  VERIFIER,
} from '../testing/client'

const HOUR = 3600_000
const DAY = 24 * HOUR

function createClock() {
  const clock = { time: Date.UTC(2026, 10, 22), now: () => clock.time }
  return clock
}
async function codeFor(
  sandbox: ReturnType<typeof createSandbox>,
  changes: Record<string, string> = {},
): Promise<string> {
  return (await decide(sandbox, authorizeFields(changes))).searchParams.get('code') ?? ''
}
function exchangeFields(code: string, changes: Record<string, string> = {}): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    client_id: SANDBOX_CLIENT.id,
    code_verifier: VERIFIER,
    ...changes,
  }
}
function refreshFields(token: string | undefined): Record<string, string> {
  return { grant_type: 'refresh_token', refresh_token: token ?? '', client_id: SANDBOX_CLIENT.id }
}

describe('the consent page', () => {
  const sandbox = createSandbox({ tracks: 100 })

  it('lets one choose a user and decide without JavaScript, and escapes what it is given', async () => {
    const response = await openAuthorize(sandbox, authorizeFields({ state: '"><script>x</script>' }))
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(page.match(/type="radio"/g)).toHaveLength(3)
    expect(page).toContain('value="agree"')
    expect(page).toContain('value="cancel"')
    expect(page).not.toContain('<script')
    expect(page).toContain('&quot;&gt;&lt;script&gt;')
  })

  it('sends code and state back to the app', async () => {
    const target = await decide(sandbox, authorizeFields({ state: 'a b&c' }))
    expect(target.origin + target.pathname).toBe(REDIRECT_URI)
    expect(target.searchParams.get('state')).toBe('a b&c')
    expect(target.searchParams.get('code')).toMatch(/^AQ/)
  })

  it('tells the app of a refusal', async () => {
    const target = await decide(sandbox, authorizeFields({ decision: 'cancel' }))
    expect(Object.fromEntries(target.searchParams)).toEqual({ error: 'access_denied', state: 'st-1' })
  })

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'INVALID_CLIENT: Invalid client'],
    [
      'localhost',
      { redirect_uri: 'http://localhost:3000/auth/callback' },
      'INVALID_CLIENT: Invalid redirect URI',
    ],
    ['another path', { redirect_uri: 'http://127.0.0.1:3000/else' }, 'INVALID_CLIENT: Invalid redirect URI'],
  ])('does not redirect for %s', async (_case, changes, text) => {
    const response = await openAuthorize(sandbox, authorizeFields(changes))
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
    expect(await response.text()).toContain(text)
  })

  it.each([
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a padded challenge', { code_challenge: `${challengeOf(VERIFIER)}=` }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
  ])('redirects with an error for %s', async (_case, changes, error) => {
    const response = await openAuthorize(sandbox, authorizeFields(changes))
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('error')).toBe(error)
  })
})

describe('the code exchange', () => {
  it('gives a Bearer token for an hour, the granted scope and a refresh token', async () => {
    const sandbox = createSandbox({ tracks: 100 })
    const tokens = await signIn(sandbox, 'tariq', 'user-library-read')
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'user-library-read' })
    expect(tokens.refresh_token).toMatch(/^AQ/)
    expect((await get(sandbox, tokens.access_token, '/me')).body).toMatchObject({ id: 'tariq' })
  })

  it.each([
    ['a wrong verifier', { code_verifier: `${VERIFIER}x` }, 'invalid_grant', 'code_verifier was incorrect'],
    ['no verifier', { code_verifier: undefined }, 'invalid_request', 'code_verifier required'],
    [
      'another redirect URI',
      { redirect_uri: 'http://127.0.0.1:3001/auth/callback' },
      'invalid_grant',
      'Invalid redirect URI',
    ],
    ['a forged code', { code: 'AQforged' }, 'invalid_grant', 'Invalid authorization code'],
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client', 'Invalid client'],
    [
      'another grant',
      { grant_type: 'password' },
      'unsupported_grant_type',
      'grant_type password is not supported',
    ],
  ])('refuses %s', async (_case, changes, error, description) => {
    const sandbox = createSandbox({ tracks: 100 })
    const fields = Object.entries({ ...exchangeFields(await codeFor(sandbox)), ...changes }).filter(
      ([, value]) => value !== undefined,
    )
    const response = await postToken(sandbox, Object.fromEntries(fields) as Record<string, string>)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error, error_description: description })
  })

  it('takes a code once, and not after ten minutes', async () => {
    const clock = createClock()
    const sandbox = createSandbox({ tracks: 100, now: clock.now })
    const [code, stale] = [await codeFor(sandbox), await codeFor(sandbox)]
    expect((await postToken(sandbox, exchangeFields(code))).status).toBe(200)
    expect(await (await postToken(sandbox, exchangeFields(code))).json()).toMatchObject({
      error: 'invalid_grant',
    })
    clock.time += 11 * 60_000
    expect(await (await postToken(sandbox, exchangeFields(stale))).json()).toMatchObject({
      error_description: 'Authorization code expired',
    })
  })
})

describe('a refresh', () => {
  it('rotates the token of a public client', async () => {
    const sandbox = createSandbox({ tracks: 100 })
    const first = await signIn(sandbox)
    const second = (await (
      await postToken(sandbox, refreshFields(first.refresh_token))
    ).json()) as typeof first
    expect(second.refresh_token).not.toBe(first.refresh_token)
    const third = await postToken(sandbox, refreshFields(second.refresh_token))
    expect(third.status).toBe(200)
  })

  it('revokes the whole sign-in when a token is used twice', async () => {
    const sandbox = createSandbox({ tracks: 100 })
    const first = await signIn(sandbox)
    const second = (await (
      await postToken(sandbox, refreshFields(first.refresh_token))
    ).json()) as typeof first
    for (const token of [first.refresh_token, second.refresh_token]) {
      const response = await postToken(sandbox, refreshFields(token))
      expect(response.status).toBe(400)
      expect(await response.json()).toEqual({
        error: 'invalid_grant',
        error_description: 'Refresh token revoked',
      })
    }
    expect((await signIn(sandbox)).refresh_token).toBeDefined()
  })

  it('sends a confidential client no new token', async () => {
    const sandbox = createSandbox({ tracks: 100 })
    const { refresh_token } = await signIn(sandbox)
    const fields = { grant_type: 'refresh_token', refresh_token: refresh_token ?? '' }
    for (const _ of [1, 2]) {
      expect(await (await postToken(sandbox, fields, basic())).json()).not.toHaveProperty('refresh_token')
    }
  })

  it('ends six months after the consent, refreshed or not', async () => {
    const clock = createClock()
    const sandbox = createSandbox({ tracks: 100, now: clock.now })
    let { refresh_token } = await signIn(sandbox)
    clock.time += 170 * DAY
    refresh_token = (
      (await (await postToken(sandbox, refreshFields(refresh_token))).json()) as { refresh_token: string }
    ).refresh_token
    clock.time += 20 * DAY
    expect(await (await postToken(sandbox, refreshFields(refresh_token))).json()).toMatchObject({
      error: 'invalid_grant',
    })
  })

  it('outlives a restart of the sandbox', async () => {
    const { refresh_token } = await signIn(createSandbox({ tracks: 100 }))
    expect((await postToken(createSandbox({ tracks: 100 }), refreshFields(refresh_token))).status).toBe(200)
  })
})

describe('client credentials', () => {
  it('give a token of the app itself', async () => {
    const sandbox = createSandbox({ tracks: 100 })
    const { status } = await get(
      sandbox,
      await appToken(sandbox),
      `/tracks/${sandbox.catalogue.trackIds()[0] ?? ''}`,
    )
    expect(status).toBe(200)
  })

  it.each([
    ['a wrong secret', basic(SANDBOX_CLIENT.id, 'wrong'), 'Invalid client secret'],
    ['an unknown client', basic('nobody'), 'Invalid client'],
  ])('are refused with %s', async (_case, headers, description) => {
    const response = await postToken(
      createSandbox({ tracks: 1 }),
      { grant_type: 'client_credentials' },
      headers,
    )
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: 'invalid_client', error_description: description })
  })
})

describe('an access token', () => {
  it('expires after an hour', async () => {
    const clock = createClock()
    const sandbox = createSandbox({ tracks: 100, now: clock.now })
    const { access_token } = await signIn(sandbox)
    clock.time += HOUR
    expect(await get(sandbox, access_token, '/me')).toMatchObject({
      status: 401,
      body: { error: { status: 401, message: 'The access token expired' } },
    })
  })

  it('must be there and genuine', async () => {
    const sandbox = createSandbox({ tracks: 100 })
    const { refresh_token = '' } = await signIn(sandbox)
    const bare = await sandbox.handle(new Request('http://127.0.0.1:4010/v1/me'))
    expect([bare.status, await bare.json()]).toEqual([
      401,
      { error: { status: 401, message: 'No token provided' } },
    ])
    for (const token of ['BQforged', refresh_token]) {
      expect(await get(sandbox, token, '/me')).toMatchObject({
        status: 401,
        body: { error: { message: 'Invalid access token' } },
      })
    }
  })
})
