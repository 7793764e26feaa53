import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { findAllRoutes } from './support/all-routes'
import { endOfJob, makeClient, makeToken } from './support/api'
import { readRoutesOfGuide, type GuideRow } from './support/rights-guide'
import { openSpotifyBrowser } from './support/spotify-browser'

const HERE = { SANDBOX_TRACKS: '0' }
const rows = readRoutesOfGuide()
/** Three servers, one after the other. */
const START_MS = 240_000

let database: TestDatabase
/** An instance of its own machine, one that everybody reaches, and a private one, over the same database. */
let here: TestServer
let open: TestServer
let closed: TestServer
const ids = { job: '', list: '', track: '' }
type Send = (path: string, init: RequestInit) => Promise<Response>
/** In the order of the columns. */
let identities: Send[]

async function signIn(user: string) {
  const browser = openSpotifyBrowser(closed)
  await browser.signIn(user)
  return browser
}
const asGuest =
  (server: TestServer): Send =>
  (path, init) =>
    fetch(server.url + path, {
      redirect: 'manual',
      ...init,
      headers: { ...init.headers, origin: server.url },
    })
const asTool =
  (role: 'reader' | 'operator'): Send =>
  async (path, init) => {
    const authorization = `Bearer ${await makeToken(closed, role)}`
    return fetch(closed.url + path, {
      redirect: 'manual',
      ...init,
      headers: { ...init.headers, authorization },
    })
  }

/** A list, a track and a job of the first user. */
async function importAs({ send }: { send: Send }): Promise<void> {
  const answer = await send('/api/import', { method: 'POST', body: tableForm(['name', 'Own list']) })
  const job = (await answer.json()) as { id: string }
  const end = await endOfJob(makeClient(closed), job.id)
  expect(end.state).toBe('done')
  const [list] = await database.sql<
    { id: string }[]
  >`select public_id as id from playlists where name = 'Own list'`
  const [track = ''] = (await makeClient(closed).track.ids.query({})).ids
  Object.assign(ids, { job: job.id, list: list?.id ?? '', track })
}

function tableForm(...fields: [string, string][]): FormData {
  const form = new FormData()
  for (const [name, value] of fields) form.set(name, value)
  form.set('file', new Blob(['Track Name,Artist Name(s),Energy\nLamp,Kestrel Bay,0.5\n']), 'songs.csv')
  return form
}
function clipForm(): FormData {
  const form = new FormData()
  form.set('clip', new Blob(['no audio']), 'clip.mp3')
  return form
}
const fields = (values: Record<string, string>) => new URLSearchParams(values)
const json = (value: unknown) => new Blob([JSON.stringify(value)], { type: 'application/json' })

/** What is sent to the addresses that take something; none of it takes anything away. */
const BODIES: Record<string, () => BodyInit> = {
  '/': () => fields({ url: `https://open.spotify.com/playlist/${'9'.repeat(22)}` }),
  '/clip': clipForm,
  '/import': tableForm,
  '/imports': () => fields({ list: 'none' }),
  '/jobs/ID': () => fields({ do: 'cancel' }),
  '/me': () => fields({ do: 'end-session', session: '00000000-0000-4000-8000-000000000000' }),
  '/paste': () => fields({ text: 'Kestrel Bay - Lamp' }),
  '/taste': () => fields({ forget: ids.track }),
  '/api/clip': clipForm,
  '/api/import': tableForm,
  '/api/journey': () => json({ from: ids.track, to: ids.track }),
  '/api/recommend': () => json({ seeds: [ids.track] }),
}
/** Without these the pages have an empty form; `index` is how Remix tells the front page from the frame of all pages. */
const QUERIES: Record<string, () => Record<string, string>> = {
  '/': () => ({ index: '' }),
  '/api/search': () => ({ q: 'Song' }),
  '/search': () => ({ q: 'Song' }),
  '/continue': () => ({ seed: ids.track }),
  '/continue/list': () => ({ seed: ids.track, format: 'csv' }),
  '/t/ID/list': () => ({ format: 'csv' }),
  '/journey': () => ({ from: ids.track, to: ids.track }),
}
const IDS: Record<string, () => string> = {
  '/jobs/ID': () => ids.job,
  '/p/ID': () => ids.list,
  '/t/ID': () => ids.track,
  '/t/ID/list': () => ids.track,
}

/** Whether an identity gets what is at an address; what is not theirs is not there. */
async function isLetIn({ method, path }: GuideRow, send: Send): Promise<boolean> {
  const id = IDS[path]?.() ?? ''
  const body = method === 'POST' ? BODIES[path]?.() : undefined
  if (method === 'POST' && body === undefined) throw new Error(`POST ${path} needs a body in this test`)
  const query = new URLSearchParams(QUERIES[path]?.() ?? {}).toString()
  const address = `${path.replace('ID', encodeURIComponent(id))}${query && `?${query}`}`
  const answer = await send(address, { method, ...(body && { body }) })
  const text = await answer.text()
  // The sandbox has no people to sign in where others reach the instance; that is no matter of rights.
  if (answer.status >= 500 && !text.includes('sandbox')) {
    throw new Error(`${method} ${path}: ${String(answer.status)}`)
  }
  return ![401, 403].includes(answer.status) && !(answer.status === 404 && id !== '')
}

describe('the table of routes in docs/security.md', () => {
  it('has a row for every route of the server and every page, and no other', () => {
    expect(rows.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(findAllRoutes())
  })
})

describe('a route', () => {
  beforeAll(async () => {
    database = await createTestDatabase()
    const databaseUrl = database.url
    here = await startTestServer({ databaseUrl, env: HERE })
    open = await startTestServer({
      databaseUrl,
      env: { ...HERE, ACCESS: 'open', PUBLIC_URL: 'https://segue.example', ROLE: 'web' },
    })
    closed = await startTestServer({
      databaseUrl,
      env: {
        ...HERE,
        ACCESS: 'private',
        ALLOWED_SPOTIFY_IDS: 'juniper,tariq',
        OPERATOR_SPOTIFY_IDS: 'mirela',
      },
    })
    const [owner, other, operator] = await Promise.all(['juniper', 'tariq', 'mirela'].map(signIn))
    if (!owner || !other || !operator) throw new Error('nobody is signed in')
    identities = [
      ...[open, closed, here].map(asGuest),
      ...[owner, other, operator].map((browser): Send => browser.send),
      asTool('reader'),
      asTool('operator'),
    ]
    await importAs(owner)
  }, START_MS)
  afterAll(async () => {
    for (const server of [here, open, closed]) await server.stop()
    await database.drop()
  })

  it.each(rows)('is there for those whom docs/security.md names: $method $path', async (row) => {
    const done: string[] = []
    for (const send of identities) done.push((await isLetIn(row, send)) ? 'yes' : 'no')
    expect(done).toEqual(row.cells)
  })
})
