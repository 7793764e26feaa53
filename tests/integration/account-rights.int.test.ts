import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, SANDBOX_CLIENT, startSandboxServer } from '~server/sandbox'
import { makeDataDir, startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { openSpotifyBrowser } from './support/spotify-browser'

let database: TestDatabase
let dataDir: string
const closers: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = await makeDataDir()
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true })
  await database.drop()
})

/** The instance, started anew with other settings. */
async function start(env: Record<string, string> = {}, seeded = false): Promise<TestServer> {
  const server = await startTestServer({ databaseUrl: database.url, dataDir, env, seeded })
  closers.push(() => server.stop())
  return server
}
async function stop() {
  for (const close of closers.splice(0).reverse()) await close()
}
const count = async (what: string) =>
  (await database.sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${what}`))[0]?.n

describe('the rights of an account', () => {
  it('are those that the settings name now, in a session of before', async () => {
    const before = await start({ OPERATOR_SPOTIFY_IDS: 'mirela' })
    const browser = openSpotifyBrowser(before)
    await browser.signIn('mirela')
    expect(await browser.query('account.me')).toMatchObject({ role: 'operator' })
    const cookies = new Map(browser.cookies)
    await stop()
    const later = openSpotifyBrowser(await start({ OPERATOR_SPOTIFY_IDS: 'juniper' }))
    for (const [name, value] of cookies) later.cookies.set(name, value)
    expect(await later.query('account.me')).toMatchObject({ role: 'user' })
    await stop()
    const closed = await start({
      ACCESS: 'private',
      OPERATOR_SPOTIFY_IDS: 'juniper',
      ALLOWED_SPOTIFY_IDS: 'tariq',
    })
    const gone = openSpotifyBrowser(closed)
    for (const [name, value] of cookies) gone.cookies.set(name, value)
    expect(await gone.query('account.me')).toBeNull()
    expect((await gone.send('/catalog')).status).toBe(401)
    const refused = await gone.signIn('mirela')
    expect(refused.status).toBe(403)
    expect(await refused.text()).toContain('not on its list')
    for (const [user, role] of [
      ['juniper', 'operator'],
      ['tariq', 'user'],
    ] as const) {
      const visitor = openSpotifyBrowser(closed)
      await visitor.signIn(user)
      expect(await visitor.query('account.me')).toMatchObject({ role })
    }
  }, 180_000)
})

describe('the sandbox', () => {
  it('ends with its people, sessions and tracks when Spotify is connected', async () => {
    const played = openSpotifyBrowser(await start({}, true))
    await played.signIn('mirela')
    expect(await count('tracks')).toBeGreaterThan(0)
    await stop()

    const box = createSandbox({ tracks: 100, mediaBaseUrl: '/covers' })
    const spotify = await startSandboxServer(box, { host: '127.0.0.1', port: 0 })
    closers.push(() => spotify.close())
    const connected = await start({
      SPOTIFY_CLIENT_ID: SANDBOX_CLIENT.id,
      SPOTIFY_CLIENT_SECRET: SANDBOX_CLIENT.secret,
      SPOTIFY_ACCOUNTS_URL: `${spotify.url}/accounts`,
      SPOTIFY_API_URL: `${spotify.url}/v1`,
    })
    const browser = openSpotifyBrowser(connected)
    for (const [name, value] of played.cookies) browser.cookies.set(name, value)
    expect(await browser.query('account.me')).toBeNull()
    for (const what of [
      'users',
      'accounts',
      'tracks',
      'playlists',
      'track_vectors',
      'jobs where kind = $$ingest-playlist$$',
    ]) {
      expect(await count(what), what).toBe(0)
    }
    await browser.signIn('tariq')
    expect(await browser.query('account.me')).toMatchObject({ role: 'operator' })
  }, 180_000)
})
