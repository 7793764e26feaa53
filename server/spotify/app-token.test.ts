import { describe, expect, it } from 'vitest'
import { createAppToken } from './app-token'
import { answering, json, silence } from './testing/answers'

const token = (name: string, seconds = 3600) =>
  json({ access_token: name, token_type: 'Bearer', expires_in: seconds })

function make(source: ReturnType<typeof answering>, now: () => number = () => 0, timeoutMs = 1000) {
  return createAppToken({
    accountsUrl: 'https://accounts.test',
    clientId: 'id',
    clientSecret: 's3:cr/et',
    fetch: source.fetch,
    timeoutMs,
    now,
  })
}

describe('the app’s own token', () => {
  it('is asked for with the client id and secret', async () => {
    const source = answering(token('a'))
    expect(await make(source).get()).toBe('a')
    const [request] = source.requests
    expect(request?.url).toBe('https://accounts.test/api/token')
    expect(request?.headers.get('authorization')).toBe(
      `Basic ${Buffer.from('id:s3:cr/et').toString('base64')}`,
    )
    expect(await request?.text()).toBe('grant_type=client_credentials')
  })

  it('is asked for once however many wait for it', async () => {
    const source = answering(token('a'))
    const tokens = make(source)
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => tokens.get())))).toEqual(new Set(['a']))
    expect(source.requests).toHaveLength(1)
  })

  it('is kept until a minute before it ends', async () => {
    let now = 0
    const source = answering(token('a'), token('b'))
    const tokens = make(source, () => now)
    await tokens.get()
    now = 3_539_000
    expect(await tokens.get()).toBe('a')
    now = 3_541_000
    expect(await tokens.get()).toBe('b')
  })

  it('is asked for anew once however many were refused with it', async () => {
    const source = answering(token('a'), token('b'))
    const tokens = make(source)
    const stale = await tokens.get()
    const fresh = await Promise.all(Array.from({ length: 50 }, () => tokens.refresh(stale)))
    expect(new Set(fresh)).toEqual(new Set(['b']))
    expect(await tokens.refresh(stale)).toBe('b')
    expect(source.requests).toHaveLength(2)
  })

  it('is asked for again after a failure: all who waited fail, the next one does not', async () => {
    const source = answering(new TypeError('fetch failed'), token('a'))
    const tokens = make(source)
    const failed = await Promise.allSettled([tokens.get(), tokens.get()])
    for (const one of failed) expect(one).toMatchObject({ reason: { code: 'SPOTIFY_UNREACHABLE' } })
    expect(await tokens.get()).toBe('a')
  })

  it('points at the client id and secret after a refusal', async () => {
    const refused = answering(json({ error: 'invalid_client' }, 400))
    await expect(make(refused).get()).rejects.toMatchObject({
      code: 'SPOTIFY_APP_REFUSED',
      hint: expect.stringContaining('SPOTIFY_CLIENT_ID') as unknown,
    })
  })

  it.each([
    ['a body that is no token', json({ token: 'x' })],
    ['a page of HTML', new Response('<!doctype html>')],
    ['a token that is already over', json({ access_token: 'a', expires_in: 0 })],
  ])('says that the answer is none after %s', async (_name, answer) => {
    await expect(make(answering(answer)).get()).rejects.toMatchObject({ code: 'SPOTIFY_BAD_ANSWER' })
  })

  it.each([500, 503])('does not blame the client id when the sign-in service answers %i', async (status) => {
    await expect(make(answering(new Response('oops', { status }))).get()).rejects.toMatchObject({
      code: 'SPOTIFY_UNREACHABLE',
    })
  })

  it('does not wait for ever', async () => {
    await expect(make(answering(silence), Date.now, 20).get()).rejects.toMatchObject({
      code: 'SPOTIFY_UNREACHABLE',
    })
  })
})
