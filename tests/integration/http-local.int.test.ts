import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeToken, readError } from './support/api'
import { sendRaw, toRequest } from './support/raw-http'

let database: TestDatabase
let here: TestServer
let published: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  here = await startTestServer({ databaseUrl: database.url, env: { SANDBOX_TRACKS: '0' } })
  published = await startTestServer({
    databaseUrl: database.url,
    env: {
      SANDBOX_TRACKS: '0',
      ACCESS: 'open',
      PUBLIC_URL: 'https://segue.example.org',
      ALLOWED_HOSTS: 'other.example',
      TRUST_PROXY_HOPS: '1',
    },
  })
})
afterAll(async () => {
  await here.stop()
  await published.stop()
  await database.drop()
})

/** A file as the form of a page of `origin` brings it. */
function bringFile(server: TestServer, origin: string, headers: Record<string, string> = {}) {
  const form = new FormData()
  form.set('file', new Blob(['Track Name,Artist Name(s)\nA,B\n']), 'songs.csv')
  return fetch(`${server.url}/api/import`, { method: 'POST', body: form, headers: { origin, ...headers } })
}
const mayImport = async (server: TestServer, headers: Record<string, string>) => {
  const answer = await fetch(`${server.url}/api/trpc/import.rules`, { headers })
  const { result } = (await answer.json()) as { result: { data: { mayImport: boolean } } }
  return result.data.mayImport
}
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }
const get = (server: TestServer, path: string, headers: Record<string, string>) =>
  sendRaw(server.url, toRequest('GET', path, headers))

describe('an instance that only its own machine reaches', () => {
  it('lets its guests import and read the metrics', async () => {
    expect(await mayImport(here, SAME_ORIGIN)).toBe(true)
    expect((await bringFile(here, here.url)).status).toBe(202)
    expect((await fetch(`${here.url}/metrics`)).status).toBe(200)
  })

  it('does not where a proxy that it knows nothing of passes a request on', async () => {
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      const headers = { [name]: '203.0.113.7' }
      expect(await mayImport(here, { ...SAME_ORIGIN, ...headers })).toBe(false)
      expect((await bringFile(here, here.url, headers)).status).toBe(401)
      expect((await fetch(`${here.url}/metrics`, { headers })).status).toBe(401)
    }
  })
})

describe('an instance with a public address, behind a proxy on the same machine', () => {
  it('lets no guest import or read the metrics', async () => {
    expect(await mayImport(published, SAME_ORIGIN)).toBe(false)
    expect(await readError(await bringFile(published, published.url))).toMatchObject({
      status: 401,
      code: 'SIGN_IN_NEEDED',
    })
    expect(await readError(await fetch(`${published.url}/metrics`))).toMatchObject({ code: 'TOKEN_MISSING' })
    const headers = { authorization: `Bearer ${await makeToken(published, 'reader')}` }
    expect((await fetch(`${published.url}/metrics`, { headers })).status).toBe(200)
  })

  it('tells browsers to stay with https, for its own name only', async () => {
    const answer = await fetch(`${published.url}/about`)
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=63072000')
    expect(answer.headers.get('permissions-policy')).toContain('microphone=()')
  })
})

describe('the name in a request', () => {
  it.each([
    'evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
  ])('%s, which is not of this instance, is refused before anything is done', async (name) => {
    for (const server of [here, published]) {
      const headers = { Host: name, Origin: `http://${name}` }
      for (const path of ['/', '/api/ready', '/api/trpc/job.list', '/favicon.svg']) {
        expect((await get(server, path, headers)).status, path).toBe(421)
      }
      const form = { ...headers, 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': '5' }
      expect((await sendRaw(server.url, toRequest('POST', '/api/import', form, '--x--'))).status).toBe(421)
    }
  })

  it('is not looked at by the check of health', async () => {
    for (const name of ['10.0.0.1', 'segue.internal:3000', 'a b']) {
      expect((await get(here, '/api/health', { Host: name })).status, name).toBe(200)
    }
  })

  it.each(['localhost', 'localhost:8080', 'segue.localhost', '127.0.0.1', '[::1]:3000'])(
    '%s leads to the machine itself',
    async (name) => {
      expect((await get(here, '/api/ready', { Host: name })).status).toBe(200)
    },
  )

  it.each(['segue.example.org', 'SEGUE.example.org', 'segue.example.org.', 'other.example:8443'])(
    '%s is one that the settings name',
    async (name) => {
      expect((await get(published, '/api/ready', { Host: name })).status).toBe(200)
      expect((await get(here, '/api/ready', { Host: name })).status).toBe(421)
    },
  )

  it('comes from a proxy that is trusted, whose page then is one of this instance', async () => {
    const headers = { 'x-forwarded-host': 'segue.example.org', 'x-forwarded-proto': 'https' }
    const answer = await bringFile(published, 'https://segue.example.org', headers)
    expect(await readError(answer)).toMatchObject({ code: 'SIGN_IN_NEEDED' })
    const evil = { ...headers, 'x-forwarded-host': 'evil.example' }
    expect((await bringFile(published, 'https://evil.example', evil)).status).toBe(421)
    const odd = { ...headers, 'x-forwarded-proto': 'gopher' }
    expect((await bringFile(published, 'https://segue.example.org', odd)).status).toBe(400)
  })
})

describe('whether it is ready', () => {
  it('is told to everybody, the reasons to operators', async () => {
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${here.url}/api/ready`, { headers })).text()
    const bearer = async (role: 'reader' | 'operator') => ({
      authorization: `Bearer ${await makeToken(here, role)}`,
    })
    for (const headers of [{}, SAME_ORIGIN, await bearer('reader')]) {
      const text = await ask(headers)
      expect(JSON.parse(text)).toMatchObject({ ready: true, parts: { postgres: { status: 'ok' } } })
      expect(text).not.toContain('detail')
    }
    expect(JSON.parse(await ask(await bearer('operator')))).toMatchObject({
      parts: { postgres: { status: 'ok', detail: 'answers' } },
    })
  })
})
