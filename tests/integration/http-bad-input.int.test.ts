import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeToken } from './support/api'
import { openSocket, sendRaw, toRequest } from './support/raw-http'

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

const host = () => new URL(server.url).host
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const page = () => ({ origin: server.url })
const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { method: 'POST', body, headers: { ...page(), ...headers } })

function expectRefused(answer: { status: number; body: string }, what: string, status?: number) {
  expect(answer.status, `${what}: ${answer.body.slice(0, 200)}`).toBeGreaterThanOrEqual(400)
  expect(answer.status, `${what}: ${answer.body.slice(0, 200)}`).toBeLessThan(500)
  if (status !== undefined) expect(answer.status, what).toBe(status)
  expect(answer.body, what).not.toMatch(/\n\s+at |went wrong on our side|INTERNAL/)
}

describe('an address', () => {
  it.each([
    ['/%', 400],
    ['/%E0%A4%A', 400],
    ['/t/%ff', 400],
    ['/t/%00', 400],
    ['/p/%C0%80', 400],
    ['/jobs/%ED%A0%80', 400],
    ['/build/%', 400],
    ['/x/../import', 400],
    ['/x/%2e%2e/import', 400],
    ['/api/trpc/%00', 400],
    ['/api/trpc/job%00.list', 400],
    ['/api/trpc/x/job.list', 404],
    ['/API/TRPC/job.list', 404],
    ['//evil.example:99999/', 404],
    ['/api%2Ftrpc/job.list', 404],
    [`/${'x'.repeat(9000)}`, 414],
    [`/${'x'.repeat(40_000)}`, 414],
    ['nothing', 400],
    ['http://a:99999/', 400],
    ['http://evil.example/', 421],
  ])('%.30s is answered with %i, in JSON and as a page', async (target, status) => {
    for (const accept of ['*/*', HTML.accept]) {
      const answer = await sendRaw(server.url, toRequest('GET', target, { Host: host(), Accept: accept }))
      expectRefused(answer, target, status)
    }
  })

  it('of another form of the same letters leads to the same place', async () => {
    const encoded = await fetch(`${server.url}/api/trpc/job%2El%69st?input=%7B%7D`)
    expect(encoded.status).toBe(200)
    const absolute = await sendRaw(server.url, toRequest('GET', `${server.url}/api/health`, { Host: 'x' }))
    expect(absolute.status).toBe(200)
  })

  it('with a broken or hostile query is read as far as it goes', async () => {
    for (const query of [
      '?%',
      '?url=%ff',
      '?input=%',
      '?batch=1&input=[',
      '?url=%00',
      '?seed=%00&seed=%ff',
    ]) {
      for (const path of ['/', '/t/x', '/continue', '/journey', '/clip', '/jobs', '/me', '/catalog']) {
        const answer = await fetch(server.url + path + query, { headers: HTML })
        expect(answer.status, path + query).toBeLessThan(500)
      }
    }
  })
})

describe('a method', () => {
  it.each(['TRACE', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'LINK'])(
    '%s is refused with those that are taken',
    async (method) => {
      for (const path of ['/', '/api/health', '/api/trpc/job.list', '/t/x', '/favicon.svg']) {
        const answer = await sendRaw(server.url, toRequest(method, path, { Host: host() }))
        expectRefused(answer, path, 405)
        expect(answer.headers).toContain('allow: get, head, post, options')
      }
    },
  )

  it('that HTTP does not know, or no HTTP at all, is refused', async () => {
    for (const data of ['BREW / HTTP/1.1\r\n\r\n', '\u0000\u0001\u0002\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n']) {
      expectRefused(await sendRaw(server.url, data), data)
    }
  })
})

describe('a host', () => {
  it.each(['a b', 'a:99999', 'a:b', '', '[::1', 'a/b', 'a@b', '%00', '999.1.1.1', 'x'.repeat(300)])(
    '%j is no name',
    async (name) => {
      expectRefused(await sendRaw(server.url, toRequest('GET', '/', { Host: name })), name)
    },
  )

  it('is needed', async () => {
    expectRefused(await sendRaw(server.url, toRequest('GET', '/', {})), 'none', 400)
    expectRefused(await sendRaw(server.url, 'GET / HTTP/1.0\r\n\r\n'), 'none', 400)
  })

  it('that a proxy names is not believed where none is trusted', async () => {
    const headers = { Host: host(), 'X-Forwarded-Host': 'a:99999', 'X-Forwarded-Proto': 'gopher' }
    expect((await sendRaw(server.url, toRequest('GET', '/about', headers))).status).toBe(200)
  })
})

describe('headers', () => {
  it('that are too large are refused with a sentence', async () => {
    const answer = await sendRaw(
      server.url,
      toRequest('GET', '/', { Host: host(), Cookie: 'x'.repeat(40_000) }),
    )
    expectRefused(answer, 'a cookie', 431)
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'HEADERS_TOO_LARGE' } })
  })

  it('of any content are no failure of the server', async () => {
    const odd = {
      Cookie: 'segue=%%%; segue-back=%',
      'X-Segue-Listener': '%00',
      Accept: 'x/',
      Range: 'bytes=9-1',
    }
    expect((await sendRaw(server.url, toRequest('GET', '/', { Host: host(), ...odd }))).status).toBe(200)
  })
})

describe('a body', () => {
  it('that is not compressed as it says is refused', async () => {
    for (const encoding of ['gzip', 'deflate', 'br']) {
      for (const path of ['/api/recommend', '/api/trpc/link.open', '/', '/paste', '/taste', '/nowhere']) {
        const answer = await post(path, 'no such thing', {
          'content-type': 'application/json',
          'content-encoding': encoding,
        })
        expectRefused({ status: answer.status, body: await answer.text() }, path, 400)
      }
    }
    const unknown = await post('/api/recommend', '{}', { 'content-encoding': 'zip' })
    expectRefused({ status: unknown.status, body: await unknown.text() }, 'zip', 415)
  })

  it('that unfolds to more than a body may be is refused, and a small one is read', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(20 * 1024 ** 2)))
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' }
    for (const path of ['/api/recommend', '/api/trpc/link.open', '/paste']) {
      const answer = await post(path, bomb, headers)
      expectRefused({ status: answer.status, body: await answer.text() }, path, 413)
    }
    const small = await post('/api/trpc/link.open', new Uint8Array(gzipSync('{"url":"x"}')), headers)
    expect(await small.text()).toContain('LINK_NOT_RECOGNISED')
  })

  it.each(['/', '/paste', '/taste', '/me', '/import', '/clip', '/jobs/x'])(
    'that is no form is refused by %s',
    async (path) => {
      const boundary = { 'content-type': 'multipart/form-data; boundary=x' }
      const bodies: [string, Record<string, string>][] = [
        ['plain', { 'content-type': 'text/plain' }],
        ['{}', { 'content-type': 'application/json' }],
        ['--x\r\nbroken', boundary],
        ['--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhalf', boundary],
        ['', { 'content-type': 'multipart/form-data' }],
        ['%ff%00&%', FORM],
      ]
      for (const [body, headers] of bodies) {
        const answer = await post(path, body, { ...headers, ...HTML })
        const text = await answer.text()
        expect(answer.status, `${path} ${body} ${text.slice(0, 100)}`).toBeLessThan(500)
        expect(text).not.toContain('went wrong on our side')
      }
    },
  )

  it('of a page that takes none leaves the connection to the next request', async () => {
    const socket = openSocket(server.url)
    const body = 'x'.repeat(200_000)
    const head = `Host: ${host()}\r\nOrigin: ${server.url}\r\n`
    socket.write(
      `POST /about HTTP/1.1\r\n${head}Content-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    socket.write(`GET /api/health HTTP/1.1\r\n${head}\r\n`)
    await expect.poll(() => socket.text(), { timeout: 5000 }).toContain('{"status":"ok"}')
    expect(socket.text()).toMatch(/^HTTP\/1\.1 4\d\d/)
    socket.close()
  })

  it('of a GET leaves it too, or ends it', async () => {
    const socket = openSocket(server.url)
    const body = 'x'.repeat(200_000)
    socket.write(
      `GET /about HTTP/1.1\r\nHost: ${host()}\r\nContent-Length: ${body.length}\r\n\r\n${body}GET /api/health HTTP/1.1\r\nHost: ${host()}\r\n\r\n`,
    )
    await expect.poll(() => socket.text(), { timeout: 5000 }).toContain('{"status":"ok"}')
    socket.close()
  })
})

describe('text that no database keeps', () => {
  const texts = ['\u0000', 'x\u0000y', '\ud800', 'x\udfff', '\uffff', '\u202e', '\ud83d\ude00'.repeat(2000)]

  it('in an input of a procedure is refused or searched for in vain', async () => {
    const asked: [name: string, toInput: (text: string) => object, mutation?: boolean][] = [
      ['job.get', (id) => ({ id })],
      ['job.describe', (id) => ({ id })],
      ['job.cancel', (id) => ({ id }), true],
      ['job.retry', (id) => ({ id }), true],
      ['similar.find', (id) => ({ id })],
      ['similar.find', (id) => ({ id, genre: id })],
      ['similar.batch', (id) => ({ ids: [id] })],
      ['playlist.summary', (id) => ({ id })],
      ['journey.plan', (id) => ({ from: id, to: id })],
      ['versions.list', (id) => ({ id })],
      ['versions.split', (id) => ({ id }), true],
      ['link.open', (url) => ({ url }), true],
      ['match.lines', (text) => ({ text })],
      ['clip.find', (clip) => ({ clip })],
      ['taste.set', (track) => ({ track, kind: 'like', seed: track }), true],
      ['taste.marks', (id) => ({ tracks: [id] })],
      ['doctor.account', (id) => ({ id })],
    ]
    const headers = { 'content-type': 'application/json', authorization: '' }
    for (const [name, toInput] of asked) {
      for (const text of texts) {
        headers.authorization = `Bearer ${await makeToken(server)}`
        const body = JSON.stringify(toInput(text))
        const answer = await post(`/api/trpc/${name}`, body, headers)
        expect(answer.status, `${name} ${body.slice(0, 60)} ${await answer.text()}`).toBeLessThan(500)
      }
    }
  })

  it('in a page’s form is refused with a page', async () => {
    for (const text of texts) {
      for (const [path, field] of Object.entries({
        '/': 'url',
        '/paste': 'text',
        '/taste': 'undo',
        '/me': 'do',
      })) {
        const body = new URLSearchParams({ [field]: text }).toString()
        const answer = await post(path, body, { ...FORM, ...HTML })
        expect(answer.status, `${path} ${JSON.stringify(text.slice(0, 5))}`).toBeLessThan(500)
      }
    }
  })

  it('in the name of a file or of a playlist is taken out, and a name that is too long is refused', async () => {
    const csv = 'Track Name,Artist Name(s)\nA,B\n'
    const names: [name: string, status: number][] = [
      ['a\u0000b.csv', 202],
      ['\ud83d.csv', 202],
      [`${'x'.repeat(6000)}.csv`, 400],
    ]
    for (const [name, status] of names) {
      for (const field of ['filename', 'name']) {
        const form = new FormData()
        form.set('name', field === 'name' ? name : 'list')
        form.set('file', new Blob([csv]), field === 'filename' ? name : 'songs.csv')
        const answer = await fetch(`${server.url}/api/import`, {
          method: 'POST',
          body: form,
          headers: page(),
        })
        expect(answer.status, `${field} ${name.slice(0, 10)} ${await answer.clone().text()}`).toBe(status)
      }
      const called = await post('/api/trpc/import.file', csv, {
        'content-type': 'application/octet-stream',
        'x-segue-filename': encodeURIComponent(name.replace('\ud83d', '?')),
      })
      expect(called.status, await called.text()).toBe(status === 202 ? 200 : 400)
    }
  })

  it('nested deeper than any question is refused', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    for (const path of ['/api/recommend', '/api/trpc/link.open', '/api/trpc/similar.find']) {
      const answer = await post(path, deep, { 'content-type': 'application/json' })
      expectRefused({ status: answer.status, body: await answer.text() }, path)
    }
  })
})

describe('a failure outside of the pages', () => {
  it('is a page for a browser and JSON for a program', async () => {
    const asPage = await fetch(`${server.url}/%00`, { headers: HTML })
    expect(asPage.headers.get('content-type')).toContain('text/html')
    expect(await asPage.text()).toMatch(/<h1>That did not work<\/h1>/)
    const asJson = await fetch(`${server.url}/%00`)
    expect(await asJson.json()).toMatchObject({ error: { code: 'INPUT_INVALID' } })
    expect((await fetch(`${server.url}/problem.css`)).status).toBe(200)
  })
})
