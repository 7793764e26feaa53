import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createListenerRepository } from '~server/accounts/listener.repository'
import { createSandbox } from '~server/sandbox'
import { startTestServer, type TestServer } from '../setup/server'
import { createTestDatabase, type TestDatabase } from '../setup/services'
import { makeToken } from './support/api'
import { openBrowser } from './support/browser'

const { catalogue } = createSandbox({ tracks: 300, playlists: 10 })
const seed = catalogue.trackIds()[5] ?? ''

let database: TestDatabase
let server: TestServer
let strict: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ databaseUrl: database.url, seeded: true })
  strict = await startTestServer({
    databaseUrl: database.url,
    env: { TEST_TASTE_CLICKS_PER_MINUTE: '3', TEST_GUESTS_PER_HOUR: '3', TEST_TASTE_MAX_CLICKS: '10' },
  })
}, 120_000)
afterAll(async () => {
  await strict.stop()
  await server.stop()
  await database.drop()
})

const order = ({ tracks }: { tracks: { track: { id: string } }[] }) => tracks.map(({ track }) => track.id)
const countRows = async (table: 'sessions' | 'listeners') =>
  (await database.sql<{ n: number }[]>`select count(*)::int as n from ${database.sql(table)}`)[0]?.n ?? 0

describe('a guest', () => {
  it('is not remembered for looking', async () => {
    const browser = openBrowser(server)
    const before = await countRows('sessions')
    for (const path of ['/', `/t/${seed}`, '/taste', '/taste/export']) {
      expect((await browser.send(path)).status, path).toBe(200)
    }
    expect((await browser.similar(seed)).taste).toBeNull()
    expect(browser.given).toEqual([])
    expect(await countRows('sessions')).toBe(before)
  })

  it('is remembered by a signed, HTTP-only cookie with the first click', async () => {
    const browser = openBrowser(server)
    const target = order(await browser.similar(seed))[9] ?? ''
    const answer = await browser.submit({ kind: 'like', track: target, seed, back: `/t/${seed}?k=5` })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(`/t/${seed}?k=5#taste`)
    expect(browser.given).toHaveLength(1)
    expect(browser.given[0]).toMatch(/^segue=[^;]+; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/)
    expect((await browser.taste()).clicks).toMatchObject([
      { kind: 'like', track: { id: target }, seed: { id: seed } },
    ])
    await browser.submit({ kind: 'skip', track: target })
    expect(browser.given).toHaveLength(1)
  })

  it('stays unremembered where the click is a mistake', async () => {
    const browser = openBrowser(server)
    const before = await countRows('listeners')
    const unknown = await browser.submit({ kind: 'like', track: 'nobody' })
    expect(unknown.status).toBe(404)
    expect(await unknown.text()).toContain('This track is not in the catalog any more.')
    const strange = await browser.submit({ kind: 'love', track: seed })
    expect(strange.status).toBe(400)
    expect(await strange.text()).toContain(
      'A click is &quot;like&quot;, &quot;dislike&quot; or &quot;skip&quot;.',
    )
    expect(browser.given).toEqual([])
    expect(await countRows('listeners')).toBe(before)
  })

  it('is sent nowhere else after a click, and no other site clicks for them', async () => {
    const browser = openBrowser(server)
    for (const back of ['https://evil.test/', '//evil.test/x', '/\\evil.test', 'javascript:alert(1)']) {
      const answer = await browser.submit({ kind: 'like', track: seed, back })
      expect(answer.headers.get('location'), back).toBe('/taste#taste')
    }
    const cookie = browser.cookie() ?? ''
    const foreign = await fetch(`${server.url}/taste`, {
      method: 'POST',
      headers: { origin: 'https://evil.test', cookie },
      body: new URLSearchParams({ clear: 'yes' }),
    })
    expect(foreign.status).toBe(403)
    expect((await browser.taste()).clicks).toHaveLength(1)
  })
})

describe('clicks', () => {
  it('reorder the clicker’s answer, nobody else’s, and not at all where taste is off', async () => {
    const [one, other] = [openBrowser(server), openBrowser(server)]
    const plain = await one.similar(seed)
    await other.submit({ kind: 'dislike', track: order(plain)[19] ?? '', seed })
    const others = await other.similar(seed)
    const liked = order(plain)[12] ?? ''
    await one.submit({ kind: 'like', track: liked, seed })
    await one.submit({ kind: 'dislike', track: order(plain)[0] ?? '', seed })
    const mine = await one.similar(seed)
    expect(order(mine).indexOf(liked)).toBeLessThan(12)
    expect(order(mine)[0]).not.toBe(order(plain)[0])
    expect(mine.taste).toEqual({ clicks: 2 })
    for (const { score, parts, adjustments } of mine.tracks) {
      const sum = [...Object.values(parts), ...adjustments.map(({ amount }) => amount)]
      expect(Math.abs(sum.reduce((a, b) => a + b, 0) - score)).toBeLessThan(1e-6)
      expect(adjustments).toContainEqual(
        expect.objectContaining({ kind: 'taste', note: expect.stringMatching(/\w{4}/) as unknown }),
      )
    }
    expect(await one.similar(seed, { taste: 'off' })).toEqual(plain)
    expect(await other.similar(seed)).toEqual(others)
    expect(await openBrowser(server).similar(seed)).toEqual(plain)
  })

  it('give the very answer back that was there before when they are taken back', async () => {
    const browser = openBrowser(server)
    const plain = await browser.similar(seed)
    const [a = '', b = ''] = order(plain).slice(3)
    await browser.submit({ kind: 'like', track: a, seed })
    await browser.submit({ kind: 'skip', track: b, seed })
    const before = await browser.similar(seed)
    // A second opinion on a track hides the first; taken back, the first counts again.
    await browser.submit({ kind: 'dislike', track: a, seed })
    expect(await browser.similar(seed)).not.toEqual(before)
    const last = (await browser.taste()).clicks[0]
    expect(last).toMatchObject({ kind: 'dislike', track: { id: a } })
    await browser.submit({ undo: last?.id ?? '' })
    expect(await browser.similar(seed)).toEqual(before)
    await browser.submit({ forget: a })
    await browser.submit({ forget: b })
    expect(await browser.similar(seed)).toEqual(plain)
    await browser.submit({ kind: 'like', track: a, seed })
    await browser.submit({ clear: 'yes' })
    expect((await browser.taste()).clicks).toEqual([])
    expect(await browser.similar(seed)).toEqual(plain)
  })

  it('are nobody else’s to take back', async () => {
    const [one, other] = [openBrowser(server), openBrowser(server)]
    await one.submit({ kind: 'like', track: seed })
    await other.submit({ kind: 'like', track: seed })
    const id = (await one.taste()).clicks[0]?.id ?? ''
    expect((await other.submit({ undo: id })).status).toBe(302)
    expect((await one.taste()).clicks).toHaveLength(1)
  })

  it('can be taken home', async () => {
    const browser = openBrowser(server)
    await browser.submit({ kind: 'like', track: order(await browser.similar(seed))[0] ?? '', seed })
    const file = await browser.send('/taste/export')
    expect(file.headers.get('content-disposition')).toContain('attachment')
    expect(await file.json()).toMatchObject({
      format: 1,
      clicks: [{ kind: 'like', track: { artists: expect.any(String) as unknown }, inAnswerTo: { id: seed } }],
    })
  })

  it('are bounded: so many a minute, so many that count, so many new guests of one address', async () => {
    const browser = openBrowser(strict)
    const tracks = order(await browser.similar(seed))
    for (const track of tracks.slice(0, 3)) {
      expect((await browser.submit({ kind: 'like', track, seed })).status).toBe(302)
    }
    const refused = await browser.submit({ kind: 'like', track: tracks[3] ?? '', seed })
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('60')
    await database.sql`
      insert into clicks (listener_id, track_id, kind)
      select (select max(listener_id::text)::uuid from clicks where id = (select max(id) from clicks)), id, 'skip'
      from tracks order by id limit 50`
    expect((await browser.taste()).clicks).toHaveLength(10)
    const others = [openBrowser(strict), openBrowser(strict), openBrowser(strict)]
    const statuses = []
    for (const other of others) statuses.push((await other.submit({ kind: 'like', track: seed })).status)
    expect(statuses).toEqual([302, 302, 429])
    expect(others[2]?.given).toEqual([])
  })
})

describe('a session', () => {
  it.each([
    ['forged', (cookie: string) => `${cookie.slice(0, -4)}AAAA`],
    ['unsigned', () => `segue=${Buffer.from('"x"').toString('base64')}`],
    ['garbage', () => 'segue=%%%; segue='],
  ])('that is %s makes a fresh guest, and no error', async (_what, spoil) => {
    const browser = openBrowser(server)
    await browser.submit({ kind: 'like', track: seed })
    const thief = openBrowser(server)
    thief.setCookie(spoil(browser.cookie() ?? ''))
    expect((await thief.taste()).clicks).toEqual([])
    expect((await thief.send('/taste')).status).toBe(200)
    expect((await thief.submit({ kind: 'dislike', track: seed })).status).toBe(302)
    expect(thief.given).toHaveLength(1)
    expect((await thief.taste()).clicks).toMatchObject([{ kind: 'dislike' }])
    expect((await browser.taste()).clicks).toMatchObject([{ kind: 'like' }])
  })

  it('that is over makes a fresh guest, and the old one is forgotten with all clicks', async () => {
    const browser = openBrowser(server)
    await browser.submit({ kind: 'like', track: seed })
    await database.sql`
      update sessions set expires_at = now() - interval '1 second'
      where created_at = (select max(created_at) from sessions)`
    expect((await browser.taste()).clicks).toEqual([])
    const before = await countRows('listeners')
    expect(await createListenerRepository(database.sql).forgetExpired()).toBe(1)
    expect(await countRows('listeners')).toBe(before - 1)
    expect((await browser.submit({ kind: 'like', track: seed })).status).toBe(302)
    expect(browser.given).toHaveLength(2)
  })

  it('gets another id once it is a day old; the old one answers a little longer', async () => {
    const browser = openBrowser(server)
    await browser.submit({ kind: 'like', track: seed })
    const old = browser.cookie()
    await database.sql`
      update sessions set created_at = now() - interval '25 hours'
      where created_at = (select max(created_at) from sessions)`
    await browser.send('/taste')
    expect(browser.given).toHaveLength(2)
    expect(browser.cookie()).not.toBe(old)
    expect((await browser.taste()).clicks).toHaveLength(1)
    browser.setCookie(old)
    expect((await browser.taste()).clicks).toHaveLength(1)
    expect(browser.given).toHaveLength(2)
  })
})

describe('a tool', () => {
  const call = async (procedure: string, headers: Record<string, string>, body?: unknown) =>
    fetch(`${server.url}/api/trpc/${procedure}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await makeToken(server)}`,
        ...headers,
      },
    })

  it('names the listener that it clicks for, or does not click', async () => {
    const click = { track: seed, kind: 'like' }
    expect((await call('taste.set', { 'x-segue-listener': 'kitchen' }, click)).status).toBe(200)
    const kitchen = await (await call('taste.get', { 'x-segue-listener': 'kitchen' })).text()
    expect(kitchen).toContain(seed)
    expect(await (await call('taste.get', { 'x-segue-listener': 'garden' })).text()).not.toContain(seed)
    expect(await (await call('taste.set', {}, click)).text()).toContain('LISTENER_UNKNOWN')
    const wrong = await call('taste.get', { 'x-segue-listener': 'Küche!' })
    expect(wrong.status).toBe(400)
  })
})
