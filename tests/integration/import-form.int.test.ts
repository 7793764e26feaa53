import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Job } from '~server/domain/job'
import type { SegueClient } from '~server/client'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { endOfJob, makeClient, makeToken, readError } from './support/api'

const MAX_BYTES = 1024 * 1024
const IDLE_MS = 1500

let database: TestDatabase
let server: TestServer
let client: SegueClient
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({
    databaseUrl: database.url,
    env: {
      SANDBOX_TRACKS: '0',
      IMPORT_MAX_BYTES: String(MAX_BYTES),
      TEST_IMPORT_UPLOADS: '2',
      TEST_IMPORT_IDLE_TIMEOUT_MS: String(IDLE_MS),
    },
  })
  client = makeClient(server)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

function formOf(content: string | Uint8Array<ArrayBuffer>, filename: string, name?: string): FormData {
  const form = new FormData()
  if (name !== undefined) form.append('name', name)
  form.append('file', new Blob([content]), filename)
  return form
}

/** A form as a browser sends it from a page of this server. */
function post(to: string, form: FormData | string, headers: Record<string, string> = {}): Promise<Response> {
  const origin = { origin: server.url, 'sec-fetch-site': 'same-origin' }
  return fetch(`${server.url}${to}`, {
    method: 'POST',
    headers: { ...origin, ...headers },
    body: form,
    redirect: 'manual',
  })
}

/** The report of the import that a form of the page leads to. */
async function importByPage(form: FormData) {
  const answer = await post('/import', form)
  expect(answer.status).toBe(303)
  return endOfJob(client, jobAt(answer), 30_000)
}

/** The job whose page an answer leads to. */
function jobAt(answer: Response): string {
  const place = answer.headers.get('location') ?? ''
  expect(place).toMatch(/^\/jobs\/[0-9a-f-]{36}$/)
  return place.slice('/jobs/'.length)
}

const id = (n: number) => String(n).padStart(22, '7')
const table = (from: number, to: number) =>
  [
    'track_id,track_name,artists,energy,tempo',
    ...Array.from({ length: to - from }, (_, i) => `${id(from + i)},Song ${from + i},Singer,0.5,120`),
    '',
  ].join('\n')

const formats: [what: string, filename: string, content: string][] = [
  ['a CSV table', 'songs.csv', table(1, 4)],
  ['a table with semicolons', 'songs.csv', table(11, 14).replaceAll(',', ';').replaceAll('0.5', '0,5')],
  ['a table with tabs', 'songs.tsv', table(21, 24).replaceAll(',', '\t')],
  [
    'an M3U list',
    'list.m3u8',
    '#EXTM3U\n#EXTINF:200,Someone - One\na.mp3\n#EXTINF:210,Someone - Two\nb.mp3\n',
  ],
  [
    'an XSPF list',
    'list.xspf',
    '<?xml version="1.0"?><playlist version="1" xmlns="http://xspf.org/ns/0/"><trackList><track><title>Three</title><creator>Someone</creator></track></trackList></playlist>',
  ],
  ['a JSPF list', 'list.jspf', '{"playlist":{"title":"L","track":[{"title":"Four","creator":"Someone"}]}}'],
  ['a text of lines', 'list.txt', 'Someone – Five\nSomeone – Six\nSomeone – Seven\n'],
]

describe('the form of the page /import', () => {
  it.each(formats)('takes %s', async (_what, filename, content) => {
    const job = await importByPage(formOf(content, filename))
    expect(job).toMatchObject({ state: 'done', subject: filename, report: { skipped: 0 } })
    expect(job.report?.added).toBeGreaterThan(0)
  })

  it('keeps the whole file as a playlist where it is given a name', async () => {
    const job = await importByPage(formOf(table(31, 35), 'mine.csv', ' My list '))
    expect(job.report).toMatchObject({ added: 4, playlists: 1 })
    const { playlists } = await client.catalog.overview.query()
    expect(playlists.map(({ name }) => name)).toContain('My list')
  })

  it('corrects what a file said where the box is ticked, and only there', async () => {
    const nameOf = async () => (await client.similar.find.query({ id: id(51), k: 1 })).query.name
    const corrected = table(51, 54).replace('Song 51', 'Corrected')
    const page = await (await fetch(`${server.url}/import`)).text()
    expect(page).toMatch(
      /<input[^>]*name="replace"[^>]*type="checkbox"|<input[^>]*type="checkbox"[^>]*name="replace"/,
    )
    expect(page).not.toMatch(/<input[^>]*name="replace"[^>]*checked/)
    await importByPage(formOf(table(51, 54), 'first.csv'))
    expect((await importByPage(formOf(corrected, 'second.csv'))).report).toMatchObject({ updated: 0 })
    expect(await nameOf()).toBe('Song 51')

    const ticked = () => {
      const form = new FormData()
      form.append('replace', 'true')
      form.append('file', new Blob([corrected]), 'second.csv')
      return form
    }
    expect((await importByPage(ticked())).report).toMatchObject({ updated: 1, unchanged: 2 })
    expect(await nameOf()).toBe('Corrected')
    expect((await importByPage(ticked())).report).toMatchObject({ updated: 0, unchanged: 3 })
  })

  it('shows what was left out, by line and reason', async () => {
    const content = `${table(41, 43)}too-short,,,0.5,120\n${id(43)},Song,Singer,0.5,fast\n`
    const answer = await post('/import', formOf(content, 'odd.csv'))
    await endOfJob(client, jobAt(answer), 30_000)
    const page = await (await fetch(`${server.url}/jobs/${jobAt(answer)}`)).text()
    expect(page).toContain('1 row was')
    expect(page).toContain('tempo: 1 value not understood, such as “fast”')
  })

  const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 3])
  const refused: [what: string, form: () => FormData, status: number, code: string][] = [
    ['no file', () => formOf('', ''), 400, 'IMPORT_FILE_MISSING'],
    ['an empty file', () => formOf('', 'empty.csv'), 422, 'FILE_NOT_A_TABLE'],
    ['a picture', () => formOf(PNG, 'picture.csv'), 422, 'FILE_NOT_A_TABLE'],
    [
      'a table of something else',
      () => formOf('colour,weight\nred,3\n', 'x.csv'),
      422,
      'FILE_LAYOUT_UNKNOWN',
    ],
    ['a file that is too large', () => formOf(table(1, 40_000), 'large.csv'), 413, 'FILE_TOO_LARGE'],
  ]
  it.each(refused)(
    'answers %s with a sentence on the page, and keeps nothing',
    async (_what, form, status, code) => {
      const before = await client.catalog.overview.query()
      const answer = await post('/import', form())
      expect(answer.status).toBe(status)
      expect(await answer.text()).toContain(`data-code="${code}"`)
      expect(await readdir(path.join(server.dataDir, 'uploads')).catch(() => [])).toEqual([])
      expect((await client.catalog.overview.query()).tracks).toBe(before.tracks)
    },
  )

  it('is refused where another site sends it', async () => {
    const answer = await post('/import', formOf(table(1, 2), 'x.csv'), {
      origin: 'https://elsewhere.example',
      'sec-fetch-site': 'cross-site',
    })
    expect(answer.status).toBe(403)
  })

  it('is read by a few at once, and one that stands still is given up', async () => {
    const answers = await Promise.all([openForm(), openForm(), openForm()])
    const statuses = answers.map((text) => /^HTTP\/1\.1 (\d+) /.exec(text)?.[1])
    expect(statuses.sort()).toEqual(['408', '408', '503'])
    const [busy = ''] = answers.filter((text) => text.includes('data-code="BUSY"'))
    expect(busy).toMatch(/retry-after: 5\r\n/i)
    expect((await importByPage(formOf(table(51, 52), 'after.csv'))).state).toBe('done')
  })

  /** A form that begins and then stands still; what the server says to it. */
  function openForm(): Promise<string> {
    const { hostname, port, host } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="slow.csv"\r\n\r\n'
    socket.write(
      `POST /import HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${server.url}\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
        `Content-Length: 100000\r\n\r\n${part}${table(1, 20)}`,
    )
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    return new Promise((resolve) => {
      socket.on('close', () => {
        resolve(text)
      })
    })
  }
})

describe('POST /api/import', () => {
  it('answers with the job, for a page and for a tool with a token', async () => {
    const ofPage = await post('/api/import', formOf(table(61, 63), 'page.csv'))
    expect(ofPage.status).toBe(202)
    const job = Job.parse(await ofPage.json())
    expect(await endOfJob(client, job.id, 30_000)).toMatchObject({ state: 'done', report: { added: 2 } })
    const authorization = `Bearer ${await makeToken(server, 'operator')}`
    const ofTool = await fetch(`${server.url}/api/import`, {
      method: 'POST',
      headers: { authorization },
      body: formOf(table(71, 72), 'tool.csv'),
    })
    expect(ofTool.status).toBe(202)
  })

  it('refuses a tool without a token, and a body that is no form', async () => {
    const guest = await fetch(`${server.url}/api/import`, {
      method: 'POST',
      body: formOf(table(1, 2), 'x.csv'),
    })
    expect(guest.status).toBe(401)
    expect((await readError(guest)).code).toBe('TOKEN_MISSING')
    const noForm = await post('/api/import', 'track_id\n', { 'content-type': 'text/csv' })
    expect(noForm.status).toBe(400)
    expect((await readError(noForm)).code).toBe('INPUT_INVALID')
  })
})

describe('an instance that others reach', () => {
  it('tells guests to sign in and takes no file of theirs', async () => {
    const other = await startTestServer({
      databaseUrl: database.url,
      env: { SANDBOX_TRACKS: '0', HOST: '0.0.0.0', ACCESS: 'open' },
    })
    try {
      const url = other.url.replace('0.0.0.0', '127.0.0.1')
      const page = await (await fetch(`${url}/import`)).text()
      expect(page).toContain('files are imported by people who are signed in')
      expect(page).not.toContain('type="file"')
      const answer = await fetch(`${url}/import`, {
        method: 'POST',
        headers: { origin: url },
        body: formOf(table(1, 2), 'x.csv'),
      })
      expect(answer.status).toBe(401)
      expect(await answer.text()).toContain('Files are imported by people who are signed in.')
    } finally {
      await other.stop()
    }
  })
})
