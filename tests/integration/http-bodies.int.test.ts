import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeToken } from './support/api'
import { openSocket, parseAnswer } from './support/raw-http'

const TIMEOUT_MS = 1000
const RATE = 2000

let database: TestDatabase
let open: TestServer
let guarded: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  const env = {
    SANDBOX_TRACKS: '0',
    TEST_BODY_TIMEOUT_MS: String(TIMEOUT_MS),
    TEST_UPLOAD_MIN_BYTES_PER_SECOND: String(RATE),
    TEST_IMPORT_UPLOADS: '4',
  }
  open = await startTestServer({ databaseUrl: database.url, env })
  guarded = await startTestServer({ databaseUrl: database.url, env: { ...env, ACCESS: 'private' } })
})
afterAll(async () => {
  await open.stop()
  await guarded.stop()
  await database.drop()
})

const FORM = 'multipart/form-data; boundary=b'
const PART =
  '--b\r\nContent-Disposition: form-data; name="file"; filename="slow.csv"\r\n\r\nTrack Name,Artist Name(s)\n'
const BYTES = 'application/octet-stream'

/** A POST whose body is longer than what is sent of it. */
function begin(
  server: TestServer,
  path: string,
  type: string,
  body: string,
  headers: Record<string, string> = {},
) {
  const socket = openSocket(server.url)
  const all = {
    Host: new URL(server.url).host,
    Origin: server.url,
    'Content-Type': type,
    'Content-Length': '900000',
    'X-Segue-Filename': 'slow.csv',
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
  return socket
}

/** The first answer, once it is there. */
async function answerOf(socket: ReturnType<typeof openSocket>) {
  await expect.poll(() => socket.text(), { timeout: 15_000 }).toMatch(/^HTTP\/1\.1 \d+ .*\r\n\r\n./s)
  return parseAnswer(socket.text())
}

/** Sends a letter now and then, until told to stop. */
function trickle(socket: ReturnType<typeof openSocket>) {
  const timer = setInterval(() => socket.write('x'), 100)
  void socket.ended.then(() => {
    clearInterval(timer)
  })
}

describe('a body that trickles', () => {
  it.each([
    ['/api/recommend', 'application/json'],
    ['/api/trpc/link.open', 'application/json'],
    ['/api/trpc/import.file', 'application/json'],
    ['/', 'application/x-www-form-urlencoded'],
    ['/paste', FORM],
    ['/nowhere', 'text/plain'],
    ['/api/import', FORM],
    ['/import', FORM],
    ['/import.data', FORM],
    ['/api/trpc/import.file', BYTES],
    ['/api/trpc/clip.hear', BYTES],
    ['/api/clip', 'audio/mpeg'],
    ['/clip', FORM],
  ])('to %s (%s) is given up, and its connection ends', async (path, type) => {
    const socket = begin(open, path, type, type === FORM ? PART : 'Track Name,Artist Name(s)\n')
    trickle(socket)
    const answer = await answerOf(socket)
    expect(answer.status).toBe(408)
    expect(answer.body).toContain('arrives too slowly')
    await socket.ended
  })

  it('is read where it keeps the pace', async () => {
    const rows = `Track Name,Artist Name(s)\n${'Song,Singer\n'.repeat(1000)}`
    const socket = begin(open, '/api/trpc/import.file', BYTES, '', { 'Content-Length': String(rows.length) })
    for (let at = 0; at < rows.length; at += 1000) {
      socket.write(rows.slice(at, at + 1000))
      await sleep(150)
    }
    expect((await answerOf(socket)).status).toBe(200)
    socket.close()
  })
})

describe('whoever may not send a file', () => {
  const may: [path: string, type: string][] = [
    ['/api/import', FORM],
    ['/import', FORM],
    ['/IMPORT/', FORM],
    ['/import.data', FORM],
    ['/api/trpc/import.file', BYTES],
    ['/api/trpc/import%2Efile', BYTES],
    ['/api/clip', 'audio/mpeg'],
    ['/clip', FORM],
    ['/api/trpc/clip.hear', BYTES],
  ]
  it.each(may)('is told before a byte of it has come: %s', async (path, type) => {
    const socket = begin(guarded, path, type, '')
    const answer = await answerOf(socket)
    expect(answer.status).toBe(401)
    expect(answer.headers).toContain('connection: close')
    await socket.ended
  })

  it('keeps nobody from it by many forms that never end', async () => {
    const sockets = Array.from({ length: 40 }, () => begin(guarded, '/api/import', FORM, PART))
    sockets.forEach(trickle)
    const form = new FormData()
    form.set('file', new Blob(['Track Name,Artist Name(s)\nA,B\n']), 'songs.csv')
    const headers = { authorization: `Bearer ${await makeToken(guarded)}` }
    const answer = await fetch(`${guarded.url}/api/import`, { method: 'POST', body: form, headers })
    expect(answer.status, await answer.text()).toBe(202)
    for (const socket of sockets) socket.close()
  })

  it('with a token that only reads is told at once too', async () => {
    const authorization = `Bearer ${await makeToken(guarded, 'reader')}`
    const socket = begin(guarded, '/api/import', FORM, '', { Authorization: authorization })
    expect((await answerOf(socket)).status).toBe(403)
    await socket.ended
  })
})

describe('files that arrive at the same time', () => {
  it('have so many places, of which one address takes half', async () => {
    const sockets = Array.from({ length: 6 }, () =>
      begin(open, '/api/trpc/import.file', BYTES, 'Track Name,'),
    )
    const answers = await Promise.all(sockets.map(answerOf))
    expect(answers.map(({ status }) => status).sort()).toEqual([408, 408, 503, 503, 503, 503])
    const busy = answers.find(({ status }) => status === 503)
    expect(busy?.headers).toContain('retry-after: 5')
    expect(busy?.body).toContain('Too many files are being uploaded.')
    await Promise.all(sockets.map(({ ended }) => ended))
  })

  it('that are compressed are refused', async () => {
    const socket = begin(open, '/api/import', FORM, PART, { 'Content-Encoding': 'gzip' })
    expect((await answerOf(socket)).status).toBe(415)
    socket.close()
  })
})

describe('headers that never end', () => {
  it('leave other requests alone', async () => {
    const sockets = Array.from({ length: 200 }, () => {
      const socket = openSocket(open.url)
      socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ')
      return socket
    })
    expect((await fetch(`${open.url}/api/health`)).status).toBe(200)
    for (const socket of sockets) socket.close()
  })
})
