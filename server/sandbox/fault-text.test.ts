import { describe, expect, it } from 'vitest'
import { FaultText, parseFaults } from './fault-text'
import { createSandbox } from './index'
import { appToken, get } from './testing/client'

describe('faults as a text', () => {
  it('are shares of calls and scripted calls', () => {
    const text = 'rate-limit:1=0.01 error:502@tracks=0.5 quota:5@playlistsx1+7 expired-tokenx2 premium'
    expect(FaultText.parse(text)).toBe(text)
    expect(parseFaults(text, 3)).toEqual({
      seed: 3,
      rates: [
        { fault: { kind: 'rate-limit', retryAfter: 1 }, share: 0.01 },
        { fault: { kind: 'error', status: 502 }, group: 'tracks', share: 0.5 },
        { fault: { kind: 'premium' }, share: 1 },
      ],
      next: [
        { fault: { kind: 'quota', retryAfter: 5 }, group: 'playlists', times: 1, after: 7 },
        { fault: { kind: 'expired-token' }, times: 2, after: 0 },
      ],
    })
  })

  it.each(['earthquake', 'premium@nowhere', 'quota=2', 'slow:fast', 'error@tracks=1x2'])(
    'are not %j, which is named',
    (text) => {
      expect(FaultText.safeParse(`premium ${text}`).error?.issues[0]?.message).toContain(`“${text}”`)
    },
  )

  it.each([
    ['allow-list', 'User not registered in the Developer Dashboard'],
    ['premium', 'Active premium subscription required for the owner of the app'],
    ['scope', 'Insufficient client scope'],
    ['forbidden', undefined],
  ])('%s is a 403 with the message %j', async (text, message) => {
    const sandbox = createSandbox({ tracks: 20, faults: parseFaults(`${text}@tracksx1+1`, 1) })
    const token = await appToken(sandbox)
    const path = `/tracks/${sandbox.catalogue.trackIds()[0] ?? ''}`
    expect((await get(sandbox, token, path)).status).toBe(200)
    expect(await get(sandbox, token, path)).toMatchObject({
      status: 403,
      body: { error: { status: 403, ...(message && { message }) } },
    })
    expect((await get(sandbox, token, path)).status).toBe(200)
  })

  it('surprise keeps ids and names, and changes the rest', async () => {
    const sandbox = createSandbox({ tracks: 20, faults: parseFaults('surprise@tracks', 1) })
    const [id = ''] = sandbox.catalogue.trackIds()
    const { body } = await get(sandbox, await appToken(sandbox), `/tracks/${id}`)
    expect(body).toMatchObject({ id, name: sandbox.catalogue.track(id)?.title, popularity: null })
    expect(body).toHaveProperty('x_announced_never')
    expect((await get(sandbox, 'forged', `/tracks/${id}`)).status).toBe(401)
  })
})
