import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountView } from '~server/accounts/domain/account'
import { startTestServer, type TestServer } from '../setup/server'
import {
  catalogue,
  expectNoKeys,
  openAccountHouse,
  readPage,
  type AccountHouse,
} from './support/account-house'
import { openSpotifyBrowser } from './support/spotify-browser'

const seed = catalogue.trackIds()[5] ?? ''

let house: AccountHouse
let database: AccountHouse['database']
let env: AccountHouse['env']
let server: TestServer
let second: TestServer
let closed: TestServer
beforeAll(async () => {
  house = await openAccountHouse()
  ;({ database, env, server, second } = house)
  closed = await startTestServer({
    databaseUrl: database.url,
    // It has keys and a sandbox of its own, and would do others' jobs with them.
    env: { ...env, ROLE: 'web', ACCESS: 'private', PUBLIC_URL: 'http://localhost:3000' },
  })
}, 180_000)
afterAll(async () => {
  await closed.stop()
  await house.close()
})

describe('a sign-in', () => {
  it('asks for PKCE with S256, a state, the scopes needed and the exact redirect URI', async () => {
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
    expect(await database.sql`select from users`).toHaveLength(2)
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
      env: { REDIS_URL: env.REDIS_URL, PUBLIC_URL: 'https://segue.example.org' },
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
      env: { REDIS_URL: env.REDIS_URL, ACCESS: 'private' },
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

it('no token, code or verifier is in a log', () => {
  expectNoKeys(server.stdout(), server.stderr(), second.stdout(), closed.stdout())
})
