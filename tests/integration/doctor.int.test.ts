import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Doctor } from '~server/status/domain/doctor'
import { createSandbox, SANDBOX_CLIENT, startSandboxServer, type Sandbox } from '~server/sandbox'
import { segue } from '../../scripts/segue/test-support'
import { findFreePort } from '../setup/ports'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeClient } from './support/api'
import { openSpotifyBrowser } from './support/spotify-browser'
import { fillCatalog } from './support/tracks'

let database: TestDatabase
const closers: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  await fillCatalog(database.sql, 0, 5)
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
afterAll(() => database.drop())

async function start(env: Record<string, string>): Promise<TestServer> {
  const server = await startTestServer({ databaseUrl: database.url, env })
  closers.push(() => server.stop())
  return server
}

const statesOf = ({ spotify, user, house }: Doctor) =>
  Object.fromEntries([...spotify, ...user, ...house].map(({ id, state }) => [id, state]))
const look = async (server: TestServer) => statesOf(await makeClient(server).doctor.report.query())

/** A server that takes a sandbox of the test for the real Spotify; `asked` are the calls of its Web API. */
async function startConnected(env: Record<string, string> = {}) {
  const box: Sandbox = createSandbox({ tracks: 100, appKind: 'dev-new' })
  const asked: string[] = []
  const counted: Sandbox = {
    ...box,
    handle: (request, signal) => {
      const { pathname } = new URL(request.url)
      if (pathname.startsWith('/v1/')) asked.push(pathname)
      return box.handle(request, signal)
    },
  }
  const spotify = await startSandboxServer(counted, { host: '127.0.0.1', port: 0 })
  closers.push(() => spotify.close())
  const server = await start({
    SPOTIFY_CLIENT_ID: SANDBOX_CLIENT.id,
    SPOTIFY_CLIENT_SECRET: SANDBOX_CLIENT.secret,
    SPOTIFY_ACCOUNTS_URL: `${spotify.url}/accounts`,
    SPOTIFY_API_URL: `${spotify.url}/v1`,
    ...env,
  })
  return { server, asked, box }
}

describe('/doctor', () => {
  it('says that nothing describes tracks where Spotify is the only source and gives none', async () => {
    const server = await start({ SANDBOX_APP: 'dev-new', FEATURE_SOURCES: 'spotify' })
    expect(await look(server)).toMatchObject({ features: 'no', sources: 'no' })
  })

  it.each([
    ['extended', { batch: 'yes', playlists: 'yes', features: 'yes', analysis: 'yes', sources: 'yes' }],
    ['dev-old', { batch: 'yes', playlists: 'yes', features: 'no', analysis: 'no', sources: 'yes' }],
    ['dev-new', { batch: 'no', playlists: 'no', features: 'no', analysis: 'no', sources: 'yes' }],
  ])('knows what a %s app may do', async (kind, expected) => {
    const server = await start({ SANDBOX_APP: kind })
    expect(await look(server)).toMatchObject({
      sandbox: 'off',
      tracks: 'yes',
      premium: 'yes',
      quota: 'yes',
      redirect: 'yes',
      'sign-in': 'off',
      postgres: 'yes',
      redis: 'off',
      index: 'yes',
      disk: 'yes',
      ...expected,
    })
    const page = await (await fetch(`${server.url}/doctor`)).text()
    expect(page).toContain(`data-check="features" data-state="${expected.features}"`)
    expect(await (await fetch(server.url)).text()).toContain('href="/doctor"')
  })

  it.each([
    ['premium', { tracks: 'no', premium: 'no', features: 'no' }],
    ['allow-list', { tracks: 'no', premium: 'unknown' }],
    ['error@tracks', { tracks: 'unknown', premium: 'unknown', features: 'unknown' }],
    ['surprise', { tracks: 'yes', features: 'yes', analysis: 'yes' }],
    ['quota:3600@audio', { tracks: 'yes', features: 'unknown', quota: 'no' }],
  ])('tells %s from closed doors', async (faults, expected) => {
    const server = await start({ SANDBOX_FAULTS: faults, TEST_SPOTIFY_MAX_RETRIES: '0' })
    await look(server)
    expect(await look(server)).toMatchObject(expected)
  })

  it('asks a connected Spotify once a day, and names the track it does not know', async () => {
    const { server, asked } = await startConnected()
    expect(await look(server)).toMatchObject({ tracks: 'yes', batch: 'no', playlists: 'no', features: 'no' })
    const first = asked.length
    expect(first).toBeGreaterThanOrEqual(4)
    await Promise.all(Array.from({ length: 10 }, () => look(server)))
    expect(asked).toHaveLength(first)
  })

  it('says that nothing is known of a Spotify that does not answer, and of a secret that is wrong', async () => {
    const nobody = `http://127.0.0.1:${String(await findFreePort())}`
    const away = await startConnected({ SPOTIFY_API_URL: nobody, TEST_SPOTIFY_MAX_RETRIES: '0' })
    expect(await look(away.server)).toMatchObject({ tracks: 'unknown', features: 'unknown', postgres: 'yes' })
    expect((await fetch(`${away.server.url}/doctor`)).status).toBe(200)
    const wrong = await startConnected({ SPOTIFY_CLIENT_SECRET: 'not-it' })
    const { spotify } = await makeClient(wrong.server).doctor.report.query()
    expect(spotify.find(({ id }) => id === 'tracks')).toMatchObject({
      state: 'no',
      detail: 'Spotify does not accept the app of this instance.',
    })
  })

  it('is what `segue doctor` prints, as a table and as JSON', async () => {
    const server = await start({ SANDBOX_APP: 'dev-new' })
    const ask = (...args: string[]) => segue(['doctor', ...args], { env: { SEGUE_URL: server.url } })
    const table = await ask()
    expect(table).toMatchObject({ code: 0, err: '' })
    expect(table.out).toMatch(/^Audio features from Spotify +no +Spotify closed audio features/m)
    expect(table.out).toContain(
      'Other people’s public playlists: Copy the tracks into a playlist of your own',
    )
    const { out } = await ask('--json')
    expect(statesOf(Doctor.parse(JSON.parse(out)))).toMatchObject({ features: 'no', postgres: 'yes' })
  })

  it('says what Spotify lets the signed-in person do, on their page and to the operator', async () => {
    const server = await start({ SANDBOX_APP: 'dev-new' })
    const browser = openSpotifyBrowser(server)
    await browser.signIn('mirela')
    const own = statesOf(Doctor.parse(await browser.query('doctor.report')))
    const expected = {
      'sign-in': 'yes',
      'allow-list': 'yes',
      'user-premium': 'yes',
      scopes: 'yes',
      'own-playlists': 'yes',
      liked: 'yes',
    }
    expect(own).toMatchObject(expected)
    const page = await (await browser.send('/doctor')).text()
    expect(page).toMatch(/That of .* holds for 18\d more days/)
    expect(page).toContain('others are closed to this kind of app')
    // What one person may do is nobody else's to see.
    const guest = await look(server)
    expect(guest).toMatchObject({ 'sign-in': 'off' })
    expect(guest).not.toHaveProperty('scopes')
    const ask = (id: string) =>
      segue(['doctor', '--user', id], {
        env: { SEGUE_URL: server.url, SERVICE_SECRET: server.serviceSecret },
      })
    const told = await ask('mirela')
    expect(told).toMatchObject({ code: 0, err: '' })
    expect(told.out).toMatch(/^Among the app’s users +yes/m)
    expect(await ask('nobody')).toMatchObject({ code: 1, err: expect.stringContaining('Nobody') as unknown })
    const asGuest = await fetch(`${server.url}/api/trpc/doctor.account`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ spotifyId: 'mirela' }),
    })
    expect(asGuest.status).toBe(401)
  })

  it.each([
    ['allow-list@me', { 'allow-list': 'no', liked: 'no' }, 'User Management'],
    ['premium@me', { 'user-premium': 'no', liked: 'no' }, 'renews Premium'],
    ['scope@mex1+2', { 'allow-list': 'yes' }, 'agree to everything'],
  ])('tells a person what %s means', async (faults, expected, words) => {
    // The sign-in itself asks whose it is, once.
    const after = faults.includes('x') ? faults : `${faults}x99+1`
    const server = await start({ SANDBOX_FAULTS: after })
    const browser = openSpotifyBrowser(server)
    await browser.signIn('mirela')
    expect(statesOf(Doctor.parse(await browser.query('doctor.report')))).toMatchObject(expected)
    expect(await (await browser.send('/doctor')).text()).toContain(words)
  })

  it('says where Spotify would not send people back to', async () => {
    const server = await start({ PUBLIC_URL: 'http://localhost:3000' })
    expect(await look(server)).toMatchObject({ redirect: 'no' })
  })
})
