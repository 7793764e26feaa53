import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeClient } from './support/api'
import { openSpotifyBrowser } from './support/spotify-browser'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ databaseUrl: database.url, env: { ROLE: 'web', SANDBOX_TRACKS: '0' } })
})
afterAll(async () => {
  await server.stop()
  await database.drop()
})

async function signIn(user: string) {
  const browser = openSpotifyBrowser(server)
  await browser.signIn(user)
  return browser
}
type Session = { id: string; browser: string; here: boolean }

describe('sessions', () => {
  it('are listed for their user, and end one by one or all at once', async () => {
    const [here, there] = [await signIn('juniper'), await signIn('juniper')]
    const other = await signIn('tariq')
    const sessions = (await here.query('account.sessions')) as Session[]
    expect(sessions.map((session) => session.here).sort()).toEqual([false, true])
    const [away] = sessions.filter((session) => !session.here)
    expect(await (await here.send('/me')).text()).toContain('Sign out everywhere')
    await other.submit('/me', { do: 'end-session', session: away?.id ?? '' })
    expect(await there.query('account.me')).not.toBeNull()
    await here.submit('/me', { do: 'end-session', session: away?.id ?? '' })
    expect(await there.query('account.me')).toBeNull()
    const again = await signIn('juniper')
    expect((await here.submit('/me', { do: 'sign-out-everywhere' })).status).toBe(302)
    for (const browser of [here, again]) expect(await browser.query('account.me')).toBeNull()
    expect(await other.query('account.me')).not.toBeNull()
  })

  it('of an operator have to be new for a rebuild', async () => {
    const operator = await signIn('mirela')
    await database.sql`update users set role = 'operator' where display_name like 'Mirela%'`
    const rebuild = () =>
      operator.send('/api/trpc/index.rebuild', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      })
    expect((await rebuild()).status).toBe(200)
    await database.sql`update sessions set signed_in_at = now() - interval '16 minutes'`
    const refused = await rebuild()
    expect([refused.status, await refused.text()]).toEqual([
      401,
      expect.stringContaining('SIGN_IN_TO_CONFIRM'),
    ])
    await database.sql`update sessions set signed_in_at = now() - interval '30 days'`
    expect(await operator.query('account.me')).toBeNull()
  })
})

describe('the log of acts', () => {
  it('has sign-ins, acts of operators and refusals, without names and whole addresses', async () => {
    const acts = await makeClient(server).acts.list.query({ limit: 1000 })
    expect(acts.map(({ act, outcome }) => `${act} ${outcome}`)).toEqual(
      expect.arrayContaining([
        'sign-in done',
        'index.rebuild done',
        'index.rebuild refused',
        'account.endSessions done',
      ]),
    )
    const text = JSON.stringify(acts)
    for (const name of ['juniper', 'mirela', 'Mirela', '127.0.0.1']) expect(text).not.toContain(name)
    expect(acts.every(({ origin }) => origin === '127.0.0.0/24')).toBe(true)
  })
})
