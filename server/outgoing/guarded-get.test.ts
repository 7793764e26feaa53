import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Resolve } from './checked-lookup'
import { createGuardedGet, type OutgoingRequest } from './guarded-get'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  })
  const address = server.address()
  return `http://${host}:${String(typeof address === 'object' ? address?.port : 0)}`
}

function connect(origin: string | null, resolve?: Resolve) {
  const outgoing = createGuardedGet(resolve)
  closers.push(outgoing.close)
  const request: OutgoingRequest = {
    destination: { hosts: ['api.example.com'], lookAlike: origin },
    accept: 'application/json',
    types: ['application/json'],
    maxBytes: 1000,
    timeoutMs: 5000,
  }
  return (url: string, changes: Partial<OutgoingRequest> = {}) =>
    outgoing.get(url, { ...request, ...changes })
}

const json = { 'content-type': 'application/json' }

describe('what goes out', () => {
  it('says who it is and brings a body in a buffer of its own', async () => {
    const origin = await serve((request, response) => {
      response.writeHead(200, json).end(JSON.stringify(request.headers))
    })
    const { status, body } = await connect(origin)(`${origin}/x`)
    expect(status).toBe(200)
    expect(body.buffer.byteLength).toBe(body.byteLength)
    const headers = JSON.parse(Buffer.from(body).toString()) as Record<string, string>
    expect(headers['user-agent']).toMatch(/^Segue /)
    expect(headers.accept).toBe('application/json')
    expect(headers.authorization).toBeUndefined()
  })

  it.each(['10.0.0.5', '127.0.0.1', '169.254.169.254', '::1', 'fd00::5', '::ffff:10.0.0.1'])(
    'does not go where the name leads to %s, even beside a public address',
    async (address) => {
      const resolve = vi.fn<Resolve>(() =>
        Promise.resolve([
          { address: '93.184.215.14', family: 4 },
          { address, family: address.includes(':') ? 6 : 4 },
        ]),
      )
      const get = connect(null, resolve)
      await expect(get('https://api.example.com/')).rejects.toMatchObject({ kind: 'refused' })
      expect(resolve).toHaveBeenCalledTimes(1)
    },
  )

  it('connects to the address that was checked, and does not ask for the name again', async () => {
    const origin = await serve((_request, response) => response.writeHead(200, json).end('{}'), 'localhost')
    const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '10.0.0.1', family: 4 }]]
    const resolve = vi.fn<Resolve>(() => Promise.resolve(answers.shift() ?? []))
    expect((await connect(origin, resolve)(`${origin}/`)).status).toBe(200)
    expect(resolve).toHaveBeenCalledTimes(1)
  })

  it('does not let a look-alike’s name lead off this machine', async () => {
    const resolve: Resolve = () => Promise.resolve([{ address: '93.184.215.14', family: 4 }])
    const get = connect('http://localhost:4010', resolve)
    await expect(get('http://localhost:4010/')).rejects.toMatchObject({ kind: 'refused' })
  })

  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%d)', async (status) => {
    const asked: string[] = []
    const origin = await serve((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(status, { location: '/elsewhere' }).end()
    })
    await expect(connect(origin)(`${origin}/first`)).rejects.toMatchObject({ kind: 'refused' })
    expect(asked).toEqual(['/first'])
  })

  it('takes no more than was allowed, told or not', async () => {
    const told = await serve((_request, response) => response.writeHead(200, json).end('x'.repeat(1001)))
    await expect(connect(told)(told)).rejects.toMatchObject({ kind: 'too-large' })
    const untold = await serve((_request, response) => {
      response.writeHead(200, json)
      for (let i = 0; i < 20; i++) response.write('x'.repeat(100))
      response.end()
    })
    await expect(connect(untold)(untold)).rejects.toMatchObject({ kind: 'too-large' })
  })

  it('takes nothing of another type, nor what is packed', async () => {
    const html = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('{}'),
    )
    await expect(connect(html)(html)).rejects.toMatchObject({ kind: 'wrong-type' })
    const packed = await serve((_request, response) =>
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end('{}'),
    )
    await expect(connect(packed)(packed)).rejects.toMatchObject({ kind: 'wrong-type' })
  })

  it('ends with the time it has, in the middle of a body too', async () => {
    const slow = await serve((_request, response) => {
      response.writeHead(200, json)
      response.write('{')
    })
    await expect(connect(slow)(slow, { timeoutMs: 50 })).rejects.toMatchObject({ kind: 'timed-out' })
  })

  it('ends with the caller, for the caller’s reason', async () => {
    const silent = await serve(() => undefined)
    const controller = new AbortController()
    const answer = connect(silent)(silent, { signal: controller.signal })
    const reason = new Error('stopped')
    controller.abort(reason)
    await expect(answer).rejects.toBe(reason)
    await expect(connect(silent)(silent, { signal: controller.signal })).rejects.toBe(reason)
  })

  it('calls a connection that breaks unreachable', async () => {
    const broken = await serve((request) => request.socket.destroy())
    await expect(connect(broken)(broken)).rejects.toMatchObject({ kind: 'unreachable' })
  })
})
