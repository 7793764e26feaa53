import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { Router, type Request } from 'express'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { requestScope, scopeOf, type RequestScope } from './request-scope'
import { captureLog, serve } from './testing/app'
import { createMetrics } from '../observability/metrics'
import { quietReadings } from '../observability/testing/readings'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start(handle: (scope: RequestScope, end: () => void) => void) {
  const captured = captureLog()
  const server = await serve((app) => {
    app.use(requestScope({ log: captured.log, metrics }))
    const router = Router()
    router.get('/x', (request, response) => {
      handle(scopeOf(request), () => response.json({}))
    })
    app.use('/inner', router)
  })
  closers.push(server.close)
  return { ...captured, url: `${server.url}/inner/x` }
}

const metrics = createMetrics(quietReadings)

describe('the scope of a request', () => {
  it('gives each request an id of its own, in the header and in every line of its log', async () => {
    const { url, lines } = await start((scope, end) => {
      scope.log.info('inside')
      end()
    })
    const ids = await Promise.all(
      [1, 2].map(async () => (await fetch(url)).headers.get('x-request-id') ?? ''),
    )
    expect(new Set(ids).size).toBe(2)
    await vi.waitFor(() => expect(lines()).toHaveLength(4))
    for (const id of ids) expect(lines().filter((line) => line.requestId === id)).toHaveLength(2)
  })

  it('keeps the id that a proxy gave, but nothing that could forge a line of log', async () => {
    const { url } = await start((_scope, end) => end())
    const ask = async (id: string) =>
      (await fetch(url, { headers: { 'x-request-id': id } })).headers.get('x-request-id')
    expect(await ask('from-proxy.1234')).toBe('from-proxy.1234')
    for (const bad of [
      'short',
      'with space in it',
      'x'.repeat(65),
      '{"level":"info"}',
      '<script>1234</script>',
    ]) {
      expect(await ask(bad)).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('logs how a request ended, with its whole path and without its query', async () => {
    const { url, lines } = await start((_scope, end) => end())
    await fetch(`${url}?code=secret-code`)
    await vi.waitFor(() => expect(lines()).toHaveLength(1))
    expect(lines()[0]).toMatchObject({ method: 'GET', path: '/inner/x', status: 200, msg: 'request' })
    expect(JSON.stringify(lines())).not.toContain('secret-code')
  })

  it('aborts its signal when the client goes, and not when it was answered', async () => {
    const signals: AbortSignal[] = []
    const { url } = await start((scope, end) => {
      signals.push(scope.signal)
      if (signals.length === 1) end()
    })
    await fetch(url)
    const leaving = new AbortController()
    const left = fetch(url, { signal: leaving.signal })
    await vi.waitFor(() => expect(signals).toHaveLength(2))
    leaving.abort()
    await expect(left).rejects.toThrow()
    await vi.waitFor(() => expect(signals[1]?.aborted).toBe(true))
    expect(signals[1]?.reason).toMatchObject({ code: 'CANCELLED' })
    expect(signals[0]?.aborted).toBe(false)
  })

  it('has a fresh nonce of 16 bytes', async () => {
    const nonces: string[] = []
    const { url } = await start((scope, end) => {
      nonces.push(scope.cspNonce)
      end()
    })
    await fetch(url)
    await fetch(url)
    expect(new Set(nonces).size).toBe(2)
    for (const nonce of nonces) expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
  })

  it('is missed loudly where the middleware did not run', () => {
    expect(() => scopeOf(new IncomingMessage(new Socket()) as Request)).toThrow('no scope')
  })
})
