import { gzipSync } from 'node:zlib'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toDomainError } from '../../domain/errors'
import { createMetrics } from '../../observability/metrics'
import { quietReadings } from '../../observability/testing/readings'
import { createErrorHandler } from '../error-handler'
import { requestScope } from '../request-scope'
import { captureLog, serve } from '../testing/app'
import { bodyOf, collectBodies } from './collect'

const MAX_BYTES = 1000
const metrics = createMetrics(quietReadings)

let server: Awaited<ReturnType<typeof serve>>
beforeEach(async () => {
  server = await serve((app) => {
    app.use(requestScope({ log: captureLog().log, metrics }))
    const pace = { idleMs: 60_000, graceMs: 60_000, bytesPerSecond: Infinity }
    app.use(
      collectBodies({ maxBytes: MAX_BYTES, pace, maxHeldPerAddress: 2 * MAX_BYTES, maxHeld: 9 * MAX_BYTES }),
    )
    app.use((request, response) => {
      response.send(bodyOf(request).toString())
    })
    app.use(createErrorHandler({ toDomainError, metrics }))
  })
})
afterEach(() => server.close())

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(server.url, { method: 'POST', body, headers })
const zip = (text: string) => new Uint8Array(gzipSync(text))

describe('a body that is read whole', () => {
  it('is what was sent, compressed or not', async () => {
    expect(await (await post('hello')).text()).toBe('hello')
    expect(await (await post(zip('hello'), { 'content-encoding': 'gzip' })).text()).toBe('hello')
    expect(await (await post('')).text()).toBe('')
  })

  it('has a bound, also once it is decompressed', async () => {
    expect((await post('x'.repeat(MAX_BYTES))).status).toBe(200)
    expect((await post('x'.repeat(MAX_BYTES + 1))).status).toBe(413)
    expect((await post(zip('x'.repeat(MAX_BYTES + 1)), { 'content-encoding': 'gzip' })).status).toBe(413)
  })

  it('waits with others for its end within a bound of bytes, which are free again when they have gone', async () => {
    const { hostname, port } = new URL(server.url)
    const half = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${String(MAX_BYTES)}\r\n\r\n${'x'.repeat(900)}`
    const sockets = [1, 2].map(() => {
      const socket = connect(Number(port), hostname)
      socket.write(half)
      return socket
    })
    await expect.poll(async () => (await post('x'.repeat(900))).status).toBe(503)
    for (const socket of sockets) socket.destroy()
    await expect.poll(async () => (await post('x'.repeat(900))).status).toBe(200)
  })
})
