import type { Request } from 'express'
import { describe, expect, it, vi } from 'vitest'
import { DomainError } from '../domain/errors'
import { identify, type VerifyToken } from './identity'

const service = { kind: 'service', role: 'reader', subject: 'tool', useOnce: async () => true } as const
const verify: VerifyToken = async (token) => {
  if (token !== 'good') throw new DomainError('TOKEN_INVALID', 'The service token is not valid.')
  return service
}

function request(method: string, headers: Record<string, string> = {}): Request {
  const all: Record<string, string> = { host: 'segue.test', ...headers }
  return { method, protocol: 'https', get: (name: string) => all[name] } as unknown as Request
}

describe('who asks', () => {
  it('is a guest without token and without a browser’s headers', async () => {
    expect(await identify(request('POST'), verify)).toEqual({ kind: 'guest' })
  })

  it('is the page of this instance where the browser says so', async () => {
    const page = { kind: 'browser' }
    expect(await identify(request('POST', { origin: 'https://segue.test' }), verify)).toEqual(page)
    expect(await identify(request('POST', { 'sec-fetch-site': 'same-origin' }), verify)).toEqual(page)
  })

  it.each([
    { origin: 'https://evil.test' },
    { origin: 'http://segue.test' },
    { origin: 'https://segue.test:8443' },
    { origin: 'https://segue.test.evil.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' },
  ])('is refused from another site when it changes something: %j', async (headers) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      await expect(
        identify(request(method, headers as Record<string, string>), verify),
      ).rejects.toMatchObject({
        code: 'CROSS_SITE_REQUEST',
        status: 403,
      })
    }
    expect(await identify(request('GET', headers as Record<string, string>), verify)).toEqual({
      kind: 'guest',
    })
  })

  it('is a tool with a good token, from whatever site: a token is not sent by a browser alone', async () => {
    const headers = { authorization: 'Bearer good', origin: 'https://tools.test' }
    expect(await identify(request('POST', headers), verify)).toBe(service)
  })

  it.each(['Bearer bad', 'Basic Z29vZA==', 'Bearer', 'Bearer  ', 'good', 'Bearer good extra', ''])(
    'is refused with the header %j, not treated as a guest',
    async (authorization) => {
      await expect(identify(request('GET', { authorization }), verify)).rejects.toMatchObject({
        code: 'TOKEN_INVALID',
        status: 401,
      })
    },
  )

  it('is asked of the token once', async () => {
    const once = vi.fn(verify)
    await identify(request('GET', { authorization: 'bearer good' }), once)
    expect(once).toHaveBeenCalledTimes(1)
  })
})
