import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DomainError, toDomainError } from '../domain/errors'
import { createErrorHandler } from './error-handler'
import { requestScope } from './request-scope'
import { captureLog, serve } from './testing/app'
import { createMetrics } from '../observability/metrics'
import { quietReadings } from '../observability/testing/readings'

let captured: ReturnType<typeof captureLog>
let server: Awaited<ReturnType<typeof serve>>
let thrown: unknown

beforeEach(async () => {
  captured = captureLog()
  server = await serve((app) => {
    app.use(requestScope({ log: captured.log, metrics }))
    app.get('/throw', () => {
      throw thrown
    })
    app.get('/half', (_request, response, next) => {
      response.write('half of')
      next(new Error('broke in the middle'))
    })
    app.post('/json', express.json({ limit: 100, type: () => true }), (request, response) => {
      response.json(request.body)
    })
    app.use(createErrorHandler({ toDomainError, metrics }))
  })
})
afterEach(() => server.close())

async function ask(error: unknown) {
  thrown = error
  const response = await fetch(`${server.url}/throw`)
  return { response, body: (await response.json()) as { error: Record<string, string> } }
}

const metrics = createMetrics(quietReadings)

describe('a failed request', () => {
  it('is answered with code, message, hint, request id and the status of the code', async () => {
    const { response, body } = await ask(new DomainError('TRACK_NOT_FOUND', 'There is no such track.'))
    expect(response.status).toBe(404)
    expect(body).toEqual({
      error: {
        code: 'TRACK_NOT_FOUND',
        message: 'There is no such track.',
        hint: 'Check the link: Spotify does not know this track.',
        requestId: response.headers.get('x-request-id'),
      },
    })
  })

  it('says when to come back, in whole seconds', async () => {
    const { response } = await ask(new DomainError('BUSY', 'Too much.', { retryAfterSeconds: 1.2 }))
    expect(response.headers.get('retry-after')).toBe('2')
  })

  it('names the scheme where a token is needed', async () => {
    const { response } = await ask(new DomainError('TOKEN_EXPIRED', 'Over.'))
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
  })

  it('of an unexpected kind is told nothing of the inside; the log has the stack', async () => {
    const { response, body } = await ask(new TypeError('cannot read secret of undefined'))
    expect(response.status).toBe(500)
    expect(body.error.code).toBe('INTERNAL')
    expect(JSON.stringify(body)).not.toMatch(/cannot read|at .*\.ts|stack/)
    const logged = captured.lines().find((line) => line.msg === 'request failed')
    expect(logged).toMatchObject({
      level: 'error',
      requestId: body.error.requestId,
      err: { stack: expect.stringContaining('error-handler.test.ts') as unknown },
    })
  })

  it('of an expected kind leaves no stack in the log', async () => {
    await ask(new DomainError('TRACK_NOT_FOUND', 'There is no such track.'))
    expect(captured.text()).not.toContain('error-handler.test.ts')
  })

  it.each([
    ['{"url": ', 400, 'INPUT_INVALID', undefined],
    ['x'.repeat(200), 413, 'BODY_TOO_LARGE', undefined],
    ['{}', 400, 'INPUT_INVALID', 'application/json; charset=klingon'],
  ])('by the body %j is answered with %i %s', async (body, status, code, type) => {
    const response = await fetch(`${server.url}/json`, {
      method: 'POST',
      body,
      headers: { 'content-type': type ?? 'application/json' },
    })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code } })
  })

  it('by a body in an unknown encoding is answered with 400', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'zip' }
    const response = await fetch(`${server.url}/json`, { method: 'POST', body: '{}', headers })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'INPUT_INVALID' } })
  })

  it('that was half answered is cut off', async () => {
    const response = await fetch(`${server.url}/half`)
    await expect(response.text()).rejects.toThrow()
  })
})
