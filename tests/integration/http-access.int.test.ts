import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createServiceToken } from '~server/accounts/identity/service-token'
import { createSandbox } from '~server/sandbox'
import { startTestServer, until, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { forgeToken, makeToken, postRecommend, readError, recommend } from './support/api'

const { catalogue } = createSandbox({ tracks: 300, playlists: 10 })
const link = `spotify:track:${catalogue.trackIds()[5] ?? ''}`
const now = () => Math.floor(Date.now() / 1000)

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ databaseUrl: database.url, seeded: true })
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const listJobs = (at: TestServer, headers: Record<string, string> = {}) =>
  fetch(`${at.url}/api/trpc/job.list?input=%7B%7D`, { headers })
const rebuild = (at: TestServer, headers: Record<string, string> = {}) =>
  fetch(`${at.url}/api/trpc/index.rebuild`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  })

/** The DomainError in a tRPC answer. */
async function trpcError(response: Response) {
  const text = await response.text()
  expect(text).not.toMatch(/\n\s+at |"stack"/)
  const body = JSON.parse(text) as { error: { data?: { domain: { code: string } }; code?: string } }
  return { status: response.status, code: body.error.data?.domain.code ?? body.error.code }
}

const hs = (alg: string, hash: string, secret: string, claims: object) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg, typ: 'JWT' })}.${part(claims)}`
  return `${text}.${hash === '' ? '' : createHmac(hash, secret).update(text).digest('base64url')}`
}

describe('a service token', () => {
  it('opens the operator’s routes', async () => {
    const response = await rebuild(server, bearer(await makeToken(server)))
    expect(response.status).toBe(200)
  })

  const claims = () => ({
    sub: 'x',
    jti: '12345678',
    role: 'operator',
    aud: 'segue',
    iat: now(),
    exp: now() + 60,
  })
  const refused: [what: string, code: string, make: () => Promise<string> | string][] = [
    ['that has expired', 'TOKEN_EXPIRED', () => forgeToken(server, { iat: now() - 120, exp: now() - 60 })],
    [
      'that was forged',
      'TOKEN_INVALID',
      () => createServiceToken({ secret: 'not-the-secret-of-this-server-at-all', subject: 'x' }),
    ],
    ['without a signature', 'TOKEN_INVALID', () => hs('none', '', '', claims())],
    ['under HS512', 'TOKEN_INVALID', () => hs('HS512', 'sha512', server.serviceSecret, claims())],
    ['for another audience', 'TOKEN_WRONG_AUDIENCE', () => forgeToken(server, { aud: 'another-service' })],
    ['that lives too long', 'TOKEN_INVALID', () => forgeToken(server, { exp: now() + 3600 })],
    ['without an id', 'TOKEN_INVALID', () => forgeToken(server, { jti: undefined })],
    ['that is none', 'TOKEN_INVALID', () => 'a.b.c'],
  ]
  it.each(refused)('%s is refused everywhere, where guests may go too', async (_what, code, make) => {
    for (const ask of [rebuild, listJobs]) {
      const response = await ask(server, bearer(await make()))
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
      expect(await readError(response)).toMatchObject({ status: 401, code })
    }
  })

  it('is needed by the operator’s routes', async () => {
    expect(await trpcError(await rebuild(server))).toEqual({ status: 401, code: 'TOKEN_MISSING' })
    const page = { origin: server.url, 'sec-fetch-site': 'same-origin' }
    expect(await trpcError(await rebuild(server, page))).toEqual({ status: 401, code: 'TOKEN_MISSING' })
  })

  it('of a reader does not open them', async () => {
    const token = await makeToken(server, 'reader')
    expect(await trpcError(await rebuild(server, bearer(token)))).toEqual({ status: 403, code: 'FORBIDDEN' })
    expect((await listJobs(server, bearer(token))).status).toBe(200)
  })

  it('opens one writing request, also of ten that come at once', async () => {
    const token = await makeToken(server)
    const open = () =>
      fetch(`${server.url}/api/trpc/link.open`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearer(token) },
        body: JSON.stringify({ url: link }),
      })
    const statuses = (await Promise.all(Array.from({ length: 10 }, open))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 401)).toHaveLength(9)
    expect(await trpcError(await open())).toEqual({ status: 401, code: 'TOKEN_REPLAYED' })
  })

  it('opens any number of questions that write nothing', async () => {
    const headers = bearer(await makeToken(server))
    for (let i = 0; i < 3; i++) {
      expect((await postRecommend(server, { url: link }, headers)).status).toBe(200)
      expect((await listJobs(server, headers)).status).toBe(200)
    }
  })
})

describe('a request from another site', () => {
  it.each([{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])(
    'that changes something is refused: %j',
    async (headers) => {
      const given = headers as Record<string, string>
      expect(await readError(await postRecommend(server, { url: link }, given))).toMatchObject({
        status: 403,
        code: 'CROSS_SITE_REQUEST',
      })
      const form = await fetch(server.url, {
        method: 'POST',
        headers: { ...given, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ url: link }),
      })
      expect(form.status).toBe(403)
      expect((await fetch(server.url, { headers: given })).status).toBe(200)
    },
  )
})

describe('every page', () => {
  it('has strict headers and a script policy with a nonce of its own', async () => {
    const pages = [await fetch(server.url), await fetch(server.url)]
    const nonces = await Promise.all(
      pages.map(async (page) => {
        const policy = page.headers.get('content-security-policy') ?? ''
        expect(policy).toContain("default-src 'self'")
        expect(policy).toContain("object-src 'none'")
        expect(policy).toContain("frame-ancestors 'none'")
        expect(policy).not.toContain('unsafe-')
        const nonce = /script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
        const scripts = [...(await page.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)
        expect(scripts.length).toBeGreaterThan(0)
        for (const tag of scripts) expect(tag).toContain(`nonce="${nonce}"`)
        return nonce
      }),
    )
    expect(new Set(nonces).size).toBe(2)
    const [page] = pages
    expect(page?.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page?.headers.get('referrer-policy')).toBe('same-origin')
    expect(page?.headers.get('x-powered-by')).toBeNull()
  })
})

describe('the log', () => {
  it('is lines of JSON with the id of the request, and holds no secret', async () => {
    const token = await makeToken(server)
    const response = await postRecommend(
      server,
      { url: link },
      { ...bearer(token), cookie: 'session=my-own-cookie' },
    )
    expect(response.status).toBe(200)
    const tampered = `${token.slice(0, -4)}AAAA`
    await postRecommend(server, { url: link }, bearer(tampered))
    const id = response.headers.get('x-request-id')
    // A line is written once its answer is, and comes through a pipe.
    const findLine = () => server.logs().find((line) => line.requestId === id && line.level === 'info')
    await until('the line of the request', () => Promise.resolve(findLine() !== undefined))
    expect(findLine()).toMatchObject({ method: 'POST', path: '/api/recommend', status: 200 })
    const written = server.stdout() + server.stderr()
    for (const secret of [
      token,
      tampered,
      token.split('.')[2] ?? '',
      'my-own-cookie',
      server.serviceSecret,
    ]) {
      expect(written).not.toContain(secret)
    }
    expect(written).not.toContain(new URL(database.url).password)
  })
})

describe('a private instance with a limit', () => {
  const LIMIT = 30
  let guarded: TestServer
  beforeAll(async () => {
    const env = { ACCESS: 'private', RATE_LIMIT_PER_MINUTE: String(LIMIT) }
    guarded = await startTestServer({ databaseUrl: database.url, env })
  })
  afterAll(() => guarded.stop())

  it('shows a guest that it lives, and nothing else', async () => {
    expect((await fetch(`${guarded.url}/api/health`)).status).toBe(200)
    expect((await fetch(`${guarded.url}/api/ready`)).status).toBe(200)
    expect((await fetch(`${guarded.url}/favicon.svg`)).status).toBe(200)
    expect(await trpcError(await listJobs(guarded))).toEqual({ status: 401, code: 'TOKEN_MISSING' })
    expect(await readError(await postRecommend(guarded, { url: link }))).toMatchObject({
      code: 'TOKEN_MISSING',
    })
    for (const path of ['/', '/t/x', '/p/x', `/t/${link.slice(14)}`]) {
      const page = await fetch(`${guarded.url}${path}`)
      expect(page.status, path).toBeGreaterThanOrEqual(400)
      expect(await page.text(), path).not.toContain(catalogue.trackAt(5).title)
    }
    expect(await readError(await fetch(`${guarded.url}/metrics`))).toMatchObject({ code: 'TOKEN_MISSING' })
    for (const name of ['catalog.overview', 'index.status', 'track.ids']) {
      expect((await fetch(`${guarded.url}/api/trpc/${name}?input=%7B%7D`)).status, name).toBe(401)
    }
  })

  it('answers a tool', async () => {
    const headers = bearer(await makeToken(guarded, 'reader'))
    expect((await listJobs(guarded, headers)).status).toBe(200)
    expect(await (await fetch(`${guarded.url}/metrics`, { headers })).text()).toMatch(
      /^segue_index_tracks 300$/m,
    )
    expect((await postRecommend(guarded, { url: link }, headers)).status).toBe(200)
  })

  it('asks who comes too often to wait, and leaves tools and health alone', async () => {
    const answers = await Promise.all(
      Array.from({ length: LIMIT + 5 }, () => fetch(`${guarded.url}/api/ready`)),
    )
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThanOrEqual(5)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
    const error = refused[0] && (await readError(refused[0]))
    expect(error).toMatchObject({ status: 429, code: 'RATE_LIMITED' })
    expect((await listJobs(guarded, bearer(await makeToken(guarded, 'reader')))).status).toBe(200)
    expect((await fetch(`${guarded.url}/api/health`)).status).toBe(200)
    // The other server knows nothing of it.
    expect((await recommend(server, link)).tracks).toHaveLength(10)
  })
})
