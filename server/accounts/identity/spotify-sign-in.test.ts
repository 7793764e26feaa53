import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createSpotifySignIn } from './spotify-sign-in'

const REDIRECT = 'http://127.0.0.1:3000/auth/callback'
const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** An accounts service that answers every token request with this, or not at all. */
async function serve(answer: { status: number; body: string } | null): Promise<string> {
  const server = createServer((_request, response) => {
    if (answer) response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

const make = (accountsUrl: string, secure = false) =>
  createSpotifySignIn({ accountsUrl, clientId: 'client', secure, timeoutMs: 500 })
const toPair = (line: string) => line.split(';')[0] ?? ''

/** Begins a sign-in and comes back with a code, as a browser does. */
async function comeBack(accountsUrl: string) {
  const signIn = make(accountsUrl)
  const { location, cookies } = await signIn.begin(new Request(REDIRECT), REDIRECT)
  const state = new URL(location).searchParams.get('state') ?? ''
  const request = new Request(`${REDIRECT}?code=c&state=${state}`, {
    headers: { cookie: cookies.map(toPair).join('; ') },
  })
  return signIn.finish(request, REDIRECT)
}

describe('a sign-in at Spotify', () => {
  it('gives the tokens, and what was allowed', async () => {
    const body = { access_token: 'a', refresh_token: 'r', expires_in: 3600, token_type: 'Bearer' }
    const url = await serve({ status: 200, body: JSON.stringify({ ...body, scope: 'user-library-read' }) })
    expect(await comeBack(url)).toMatchObject({
      accessToken: 'a',
      refreshToken: 'r',
      scopes: ['user-library-read'],
    })
  })

  it.each([
    [400, '{"error":"invalid_grant"}', 'SIGN_IN_STALE'],
    [400, '{"error":"invalid_client"}', 'SPOTIFY_UNAUTHORIZED'],
    [400, '{"error":"unsupported_grant_type"}', 'SIGN_IN_FAILED'],
    [400, '<html>', 'SPOTIFY_UNREACHABLE'],
    [503, '', 'SPOTIFY_UNREACHABLE'],
    [200, '<html>', 'SPOTIFY_UNREACHABLE'],
    [200, '{"access_token":"a"}', 'SPOTIFY_UNREACHABLE'],
  ])('that is answered with %i %s is refused as %s', async (status, body, code) => {
    await expect(comeBack(await serve({ status, body }))).rejects.toMatchObject({ code })
  })

  it('that nobody answers is not waited for', async () => {
    await expect(comeBack(await serve(null))).rejects.toMatchObject({ code: 'SPOTIFY_UNREACHABLE' })
  })

  it('keeps its state under https in a cookie that no other host can set', async () => {
    const { cookies } = await make('https://accounts.test', true).begin(new Request(REDIRECT), REDIRECT)
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(/^__Host-segue-sign-in:/)
    expect(cookies[0]).toMatch(/Secure/)
    expect(cookies[0]).not.toMatch(/Domain/)
  })

  it('leaves no more than four that were begun in one browser', async () => {
    const signIn = make('https://accounts.test')
    const jar = new Map<string, string>()
    for (let begun = 0; begun < 10; begun++) {
      const cookie = Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ')
      const request = new Request(REDIRECT, { headers: cookie === '' ? {} : { cookie } })
      const { cookies } = await signIn.begin(request, REDIRECT)
      for (const line of cookies) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (line.includes('Max-Age=0')) jar.delete(name)
        else jar.set(name, value)
      }
    }
    expect(jar.size).toBe(4)
  })
})
