import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountExport, OwnPlaylists } from '~server/accounts/domain/account'
import { createTokenSealer, readOrCreateTokenKeys } from '~server/accounts/identity/token-sealer'
import { createAccountRepository } from '~server/accounts/account.repository'
import { until, type TestServer } from '../setup/server'
import {
  catalogue,
  expectNoKeys,
  openAccountHouse,
  readPage,
  TOKEN,
  type AccountHouse,
} from './support/account-house'
import { openSpotifyBrowser } from './support/spotify-browser'

const seed = catalogue.trackIds()[5] ?? ''
const hidden = catalogue.playlists().find(({ public: isPublic, owner }) => !isPublic && owner === 'juniper')
const hiddenId = catalogue.idOf('playlist', hidden?.index ?? 0)

let house: AccountHouse
let database: AccountHouse['database']
let server: TestServer
let second: TestServer
beforeAll(async () => {
  house = await openAccountHouse()
  ;({ database, server, second } = house)
  // The first user is the operator, whom these tests are not about; what they clicked stays when others leave.
  const operator = openSpotifyBrowser(server)
  await operator.signIn('mirela')
  await operator.submit('/taste', { kind: 'like', track: seed, back: '/taste' })
}, 180_000)
afterAll(() => house.close())

const count = async (table: 'users' | 'playlist_readers') =>
  (await database.sql<{ n: number }[]>`select count(*)::int as n from ${database.sql(table)}`)[0]?.n ?? 0
const expireAccess = () => database.sql`update accounts set access_expires_at = now() - interval '1 minute'`

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
    expect(text).not.toMatch(TOKEN)
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
    const accounts = createAccountRepository(database.sql, 'sandbox')
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
  expectNoKeys(server.stdout(), server.stderr(), second.stdout())
})
