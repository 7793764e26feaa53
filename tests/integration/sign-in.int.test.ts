import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountExport, AccountView, OwnPlaylists } from '~server/domain/account'
import { createAccountRepository } from '~server/repositories/account.repository'
import { createSandbox } from '~server/sandbox'
import { startTestServer, until, type TestServer } from '../setup/server'
import { createTestDatabase, createTestRedis, type TestDatabase, type TestRedis } from '../setup/services'
import { openSpotifyBrowser } from './support/spotify-browser'

/** Enough playlists that somebody who can sign in owns a private one. */
const PLAYLISTS = 60
const { catalogue } = createSandbox({ tracks: 300, playlists: PLAYLISTS })
const seed = catalogue.trackIds()[5] ?? ''
const hidden = catalogue.playlists().find(({ public: isPublic, owner }) => !isPublic && owner === 'juniper')
const hiddenId = catalogue.idOf('playlist', hidden?.index ?? 0)

let database: TestDatabase
let redis: TestRedis
let server: TestServer
let second: TestServer
let closed: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  redis = await createTestRedis()
  const env = { REDIS_URL: redis.url, SANDBOX_PLAYLISTS: String(PLAYLISTS) }
  server = await startTestServer({ databaseUrl: database.url, env, seeded: true })
  const { dataDir } = server
  // The sandbox's tokens are sealed by its secret, so that both processes' sandboxes know them.
  second = await startTestServer({ databaseUrl: database.url, dataDir, env })
  closed = await startTestServer({
    databaseUrl: database.url,
    // It has keys and a sandbox of its own, and would do others' jobs with them.
    env: { ...env, ROLE: 'web', ACCESS: 'private', PUBLIC_URL: 'http://localhost:3000' },
  })
}, 180_000)
afterAll(async () => {
  await closed.stop()
  await second.stop()
  await server.stop()
  await redis.close()
  await database.drop()
})

const count = async (table: 'users' | 'playlist_readers') =>
  (await database.sql<{ n: number }[]>`select count(*)::int as n from ${database.sql(table)}`)[0]?.n ?? 0
const readPage = async (response: Response) => ({ status: response.status, text: await response.text() })
const expireAccess = () => database.sql`update accounts set access_expires_at = now() - interval '1 minute'`

describe('a sign-in', () => {
  it('asks for PKCE with S256, a state, the scopes needed and the exact address to come back to', async () => {
    const consent = await openSpotifyBrowser(server).begin()
    const asked = Object.fromEntries(consent.searchParams)
    expect(asked).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${server.url}/auth/callback`,
      scope: 'playlist-read-private playlist-read-collaborative user-library-read',
    })
    expect(asked['code_challenge']).toMatch(/^[\w-]{43}$/)
    expect(asked['state']?.length).toBeGreaterThanOrEqual(32)
    expect(asked).not.toHaveProperty('client_secret')
  })

  it('ends where it was begun, with a new session and the guest’s clicks', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.submit('/taste', { kind: 'like', track: seed, back: '/taste' })
    const guest = browser.cookies.get('segue')
    const answer = await browser.signIn('mirela', `/t/${seed}?k=5`)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(`/t/${seed}?k=5`)
    expect(browser.cookies.get('segue')).not.toBe(guest)
    expect([...browser.cookies.keys()]).toEqual(['segue'])
    const me = (await browser.query('account.me')) as AccountView
    expect(me).toMatchObject({
      displayName: 'Mirela Vandgaard',
      role: 'operator',
      connected: true,
      endsSoon: false,
    })
    expect(await browser.query('taste.get')).toMatchObject({
      clicks: [{ kind: 'like', track: { id: seed } }],
    })
    // The session of before is over: whoever had it has nothing.
    const thief = openSpotifyBrowser(server)
    thief.cookies.set('segue', guest ?? '')
    expect(await thief.query('account.me')).toBeNull()
    expect(await thief.query('taste.get')).toMatchObject({ clicks: [] })
    // From another browser it is the same user, who is not the first any more but stays the operator.
    const again = openSpotifyBrowser(second)
    await again.signIn('mirela')
    expect(await again.query('taste.get')).toMatchObject({ clicks: [{ kind: 'like' }] })
    expect(await again.query('account.me')).toMatchObject({ role: 'operator' })
    const other = openSpotifyBrowser(server)
    await other.signIn('tariq')
    expect(await other.query('account.me')).toMatchObject({ displayName: 'Tariq Solberry', role: 'user' })
    expect(await count('users')).toBe(2)
  })

  it('sets cookies that no script reads and no other site sends', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.signIn('tariq')
    expect(browser.given.length).toBeGreaterThan(3)
    for (const line of browser.given) {
      expect(line).toMatch(/HttpOnly/)
      expect(line).toMatch(/SameSite=Lax/)
      expect(line).toMatch(/Path=\//)
    }
  })

  it('that was denied ends on a page that says so', async () => {
    const browser = openSpotifyBrowser(server)
    const { status, text } = await readPage(
      await browser.send(await browser.decide(await browser.begin(), 'cancel')),
    )
    expect(status).toBe(403)
    expect(text).toContain('You did not allow Segue to read your playlists.')
    expect(text).toContain('/auth/spotify')
    expect(browser.cookies.size).toBe(0)
  })

  it('is answered once: replayed, forged, mismatched and empty answers end on a page', async () => {
    const browser = openSpotifyBrowser(server)
    const answer = await browser.decide(await browser.begin(), 'agree')
    expect((await browser.send(answer)).status).toBe(302)
    const session = browser.cookies.get('segue')
    const forged = [
      answer,
      '/auth/callback',
      '/auth/callback?code=x',
      '/auth/callback?state=x',
      '/auth/callback?code=x&state=y',
      '/auth/callback?error=access_denied&state=y',
      `/auth/callback?code=${'x'.repeat(4000)}&state=%00`,
    ]
    for (const address of forged) {
      const { status, text } = await readPage(await browser.send(address))
      expect(status, address).toBe(400)
      expect(text).toContain('belongs to no sign-in that this browser has begun')
      expect(text).not.toMatch(/\n\s+at |ReferenceError|RangeError/)
      expect(browser.cookies.get('segue')).toBe(session)
    }
    // Somebody else's answer, in a browser that has begun one of its own.
    const stranger = openSpotifyBrowser(server)
    const theirs = await openSpotifyBrowser(server).begin()
    await stranger.begin()
    expect((await stranger.send(await stranger.decide(theirs, 'agree'))).status).toBe(400)
    expect(stranger.cookies.has('segue')).toBe(false)
    // The right state with a code of nobody's.
    const mine = await stranger.begin()
    const state = mine.searchParams.get('state') ?? ''
    expect((await stranger.send(`/auth/callback?code=made-up&state=${state}`)).status).toBe(400)
    expect(stranger.cookies.has('segue')).toBe(false)
  })

  it('leads back to this site only', async () => {
    for (const back of [
      'https://evil.test/',
      '//evil.test',
      '/\\evil.test',
      '/.//evil.test',
      'javascript:alert(1)',
    ]) {
      expect((await openSpotifyBrowser(server).signIn('tariq', back)).headers.get('location'), back).toBe(
        '/me',
      )
    }
    const browser = openSpotifyBrowser(server)
    const consent = await browser.begin()
    browser.cookies.set('segue-back', encodeURIComponent('//evil.test/x'))
    const answer = await browser.send(await browser.decide(consent, 'agree'))
    expect(answer.headers.get('location')).toBe('/me')
  })

  it('is not to be had from other machines while only the sandbox is connected', async () => {
    const reachable = await startTestServer({
      databaseUrl: database.url,
      env: { REDIS_URL: redis.url, PUBLIC_URL: 'https://segue.example.org' },
    })
    try {
      for (const path of ['/auth/spotify', '/auth/callback?code=x&state=y']) {
        const { status, text } = await readPage(await fetch(reachable.url + path, { redirect: 'manual' }))
        expect(status, path).toBe(500)
        expect(text).toContain('No Spotify app is connected')
      }
    } finally {
      await reachable.stop()
    }
  })

  it('is not begun with an address that Spotify refuses: a page says what to set', async () => {
    const { status, text } = await readPage(await fetch(`${closed.url}/auth/spotify`))
    expect(status).toBe(500)
    expect(text).toContain('Spotify refuses “localhost”')
    expect(text).toContain('http://127.0.0.1:3000/auth/callback')
  })
})

describe('a private instance', () => {
  it('is read by whoever is signed in', async () => {
    const guest = openSpotifyBrowser(closed)
    expect((await guest.send('/')).status).toBe(401)
    expect((await guest.send('/me')).status).toBe(200)
    // Sessions are rows, signed with secrets of the data folder: a user of the shared database has one here as well.
    const open = await startTestServer({
      databaseUrl: database.url,
      env: { REDIS_URL: redis.url, ACCESS: 'private' },
    })
    try {
      const browser = openSpotifyBrowser(open)
      expect((await browser.signIn('juniper', '/')).headers.get('location')).toBe('/')
      expect((await browser.send('/')).status).toBe(200)
    } finally {
      await open.stop()
    }
  })
})

describe('own playlists', () => {
  it('are listed, and a private one is read and shown to its owner alone', async () => {
    expect(hidden, 'the sandbox has a private playlist of somebody who can sign in').toBeDefined()
    const browser = openSpotifyBrowser(server)
    await browser.signIn('juniper')
    const own = (await browser.query('account.playlists', {})) as OwnPlaylists
    expect(own.playlists.find(({ id }) => id === hiddenId)).toMatchObject({ isPublic: false, read: false })
    expect((await browser.send('/me')).status).toBe(200)
    const answer = await browser.submit('/?index', { url: `spotify:playlist:${hiddenId}` })
    expect(answer.headers.get('location')).toBe(`/p/${hiddenId}`)
    await until('the private playlist', async () => {
      const { summary } = (await browser.query('playlist.summary', { id: hiddenId })) as { summary: unknown }
      return summary !== null
    })
    expect(await readPage(await browser.send('/me'))).toMatchObject({
      text: expect.stringContaining(`/p/${hiddenId}`) as unknown,
    })
    const other = openSpotifyBrowser(server)
    await other.signIn('tariq')
    for (const stranger of [other, openSpotifyBrowser(server)]) {
      expect((await stranger.send(`/p/${hiddenId}`)).status).toBe(404)
      expect(JSON.stringify(await stranger.query('job.list', { limit: 200 }))).not.toContain(hiddenId)
      expect(JSON.stringify(await stranger.query('catalog.overview'))).not.toContain(hidden?.name)
    }
  })

  it('include the Liked Songs, which nobody else sees', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.signIn('juniper')
    const answer = await browser.submit('/?index', { url: 'https://open.spotify.com/collection/tracks' })
    const path = answer.headers.get('location') ?? ''
    expect(path).toMatch(/^\/p\/liked-[0-9a-f]{20}$/)
    await until('the Liked Songs', async () =>
      (await readPage(await browser.send(path))).text.includes('Liked Songs'),
    )
    const { liked } = (await browser.query('account.playlists', {})) as OwnPlaylists
    expect(`/p/${liked.id}`).toBe(path)
    const guest = openSpotifyBrowser(server)
    expect((await guest.send(path)).status).toBe(404)
    const refused = await guest.submit('/?index', { url: 'spotify:collection' })
    expect(refused.status).toBe(401)
  })
})

describe('an access token that has expired', () => {
  it('is refreshed once for fifty requests at the same time to two processes', async () => {
    const [one, two] = [openSpotifyBrowser(server), openSpotifyBrowser(second)]
    await one.signIn('mirela')
    // One user in two browsers, at two processes; the newest sign-in's tokens are the ones that count.
    await two.signIn('mirela')
    const readTokens = async () =>
      (
        await database.sql<{ refresh_token: Buffer }[]>`
        select refresh_token from accounts where provider_account_id = 'mirela'`
      )[0]?.refresh_token
    await database.sql`create table if not exists refreshes (at timestamptz)`
    await database.sql.unsafe(`
      create or replace function count_refresh() returns trigger language plpgsql as
        $$ begin insert into refreshes values (clock_timestamp()); return new; end $$;
      create trigger count_refresh after update of refresh_token on accounts for each row
        when (old.refresh_token is distinct from new.refresh_token) execute function count_refresh()`)
    await expireAccess()
    const before = await readTokens()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? one : two).query('account.playlists', { page: 1 })),
    )
    expect(answers).toHaveLength(50)
    expect((await readTokens())?.equals(before ?? Buffer.alloc(0))).toBe(false)
    expect(await database.sql`select count(*)::int as n from refreshes`).toEqual([{ n: 1 }])
    // Spotify's look-alike ends a sign-in whose refresh token is used twice: it still works after another refresh.
    await expireAccess()
    await one.query('account.playlists', {})
    expect(await database.sql`select count(*)::int as n from refreshes`).toEqual([{ n: 2 }])
    await database.sql.unsafe('drop trigger count_refresh on accounts; drop table refreshes')
  })

  it('and refused by Spotify is refreshed once, and the request is sent once more', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.signIn('tariq')
    const { sql } = database
    // A good token of another kind in its place would be refused by nobody: one that is sealed rightly and wrong.
    const { createTokenSealer, readOrCreateTokenKeys } = await import('~server/identity/token-sealer')
    const sealer = createTokenSealer(await readOrCreateTokenKeys(server.dataDir))
    const wrong = sealer.seal('BQnonsense', 'spotify/tariq/access').bytes
    await sql`update accounts set access_token = ${wrong} where provider_account_id = 'tariq'`
    expect(await browser.query('account.playlists', {})).toMatchObject({ page: 1 })
    const [row] = await sql<{ access_token: Buffer }[]>`
      select access_token from accounts where provider_account_id = 'tariq'`
    expect(row?.access_token.equals(wrong)).toBe(false)
  })
})

describe('a sign-in that Spotify has ended', () => {
  it('is told, ahead and afterwards, and signing in again mends it', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.signIn('juniper')
    const setAge = (days: number) => database.sql`
      update accounts set authorized_at = now() - make_interval(days => ${days}) where provider_account_id = 'juniper'`
    await setAge(175)
    expect((await readPage(await browser.send('/'))).text).toMatch(/Spotify ends your sign-in in \d+ days/)
    await setAge(200)
    expect((await readPage(await browser.send('/me'))).text).toContain('Your connection to Spotify has ended')
    await setAge(1)
    // invalid_grant: a refresh token that Spotify does not take.
    const { createTokenSealer, readOrCreateTokenKeys } = await import('~server/identity/token-sealer')
    const sealer = createTokenSealer(await readOrCreateTokenKeys(server.dataDir))
    const dead = sealer.seal('AQdead', 'spotify/juniper/refresh').bytes
    await database.sql`
      update accounts set refresh_token = ${dead}, access_expires_at = now() where provider_account_id = 'juniper'`
    const page = await readPage(await browser.send('/me'))
    expect(page.status).toBe(200)
    expect(page.text).toContain('Spotify has ended your sign-in')
    expect(await browser.query('account.me')).toMatchObject({ connected: false, daysLeft: null })
    await browser.signIn('juniper')
    expect(await browser.query('account.me')).toMatchObject({ connected: true })
    expect(await browser.query('account.playlists', {})).toMatchObject({ page: 1 })
  })
})

describe('leaving', () => {
  it('by signing out ends this browser’s session', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.signIn('tariq')
    const old = browser.cookies.get('segue') ?? ''
    expect((await browser.submit('/me', { do: 'sign-out' })).headers.get('location')).toBe('/')
    expect(browser.cookies.has('segue')).toBe(false)
    browser.cookies.set('segue', old)
    expect(await browser.query('account.me')).toBeNull()
  })

  it('takes one’s data home, without keys', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.signIn('juniper')
    await browser.submit('/taste', { kind: 'skip', track: seed, back: '/taste' })
    const answer = await browser.send('/me/export')
    const text = await answer.text()
    const all = JSON.parse(text) as AccountExport
    expect(all).toMatchObject({ spotifyId: 'juniper', displayName: 'Juniper Okoro' })
    expect(all.playlists.map(({ id }) => id)).toContain(hiddenId)
    expect(all.playlists.every(({ tracks }) => tracks.length > 0)).toBe(true)
    expect(all.taste.clicks).toHaveLength(1)
    expect(text).not.toMatch(/[AB]Q[\w-]{40}/)
    expect((await openSpotifyBrowser(server).send('/me/export')).status).toBe(401)
  })

  it('by disconnecting deletes the tokens at once and everything else within five days', async () => {
    const browser = openSpotifyBrowser(server)
    await browser.signIn('juniper')
    expect((await browser.submit('/me', { do: 'disconnect' })).headers.get('location')).toBe(
      '/me?disconnected',
    )
    expect((await readPage(await browser.send('/me?disconnected'))).text).toContain('You are disconnected')
    const tokens = await database.sql`
      select access_token, refresh_token from accounts where provider_account_id = 'juniper'`
    expect(tokens).toEqual([{ access_token: null, refresh_token: null }])
    const accounts = createAccountRepository(database.sql)
    expect(await accounts.deleteDue()).toMatchObject({ users: 0 })
    // Whoever comes back in time keeps everything.
    await browser.signIn('juniper')
    expect(await browser.query('taste.get')).toMatchObject({ clicks: [{ kind: 'skip' }] })
    await browser.submit('/me', { do: 'disconnect' })
    const [due] = await database.sql<{ days: number }[]>`
      select extract(epoch from delete_after - now())::float / 86400 as days from users where delete_after is not null`
    expect(due?.days).toBeLessThanOrEqual(4)
    await database.sql`update users set delete_after = now() where delete_after is not null`
    const before = await count('users')
    expect(await accounts.deleteDue()).toMatchObject({ users: 1 })
    expect(await count('users')).toBe(before - 1)
    const left = await database.sql`select from playlists where restricted`
    expect(left).toHaveLength(0)
    expect(await count('playlist_readers')).toBe(0)
    const clicks = await database.sql`select kind from clicks`
    expect(clicks).toEqual([{ kind: 'like' }])
  })
})

it('no token, code or verifier is in a log', () => {
  const text = server.stdout() + server.stderr() + second.stdout() + closed.stdout()
  expect(text.length).toBeGreaterThan(1000)
  expect(text).not.toMatch(/[AB]Q[\w-]{40}/)
  expect(text).not.toMatch(/code_verifier|refresh_token=|code=/)
})
