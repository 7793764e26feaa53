import type { RequestListener } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpServer } from './server'

const UNREAD_MS = 300
const MEGABYTE = 1024 ** 2
/** More than the buffers of a connection hold. */
const LARGE = Buffer.alloc(32 * MEGABYTE, 'x')
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function serve(listener: RequestListener, unreadMs = UNREAD_MS) {
  const server = createHttpServer(listener, unreadMs)
  const ended: Promise<void>[] = []
  server.on('connection', (socket) => {
    ended.push(new Promise((resolve) => socket.once('close', resolve)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, ended }
}

function ask(port: number): Socket {
  const socket = connect(port, '127.0.0.1')
  closers.push(() => socket.destroy())
  socket.on('error', () => undefined)
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  return socket
}

describe('a connection', () => {
  it('ends where its answer is not read', async () => {
    const gone: Promise<void>[] = []
    const { port, ended } = await serve((_request, response) => {
      gone.push(new Promise((resolve) => response.once('close', resolve)))
      response.end(LARGE)
    })
    ask(port).pause()
    await expect.poll(() => ended.length).toBe(1)
    await Promise.all([...ended, ...gone])
    expect(gone).toHaveLength(1)
  })

  it('lives while its answer is read, however slowly', async () => {
    // Reading takes longer than one may read nothing, and each rest of it a small part of that.
    const [unreadMs, restMs] = [3000, 120]
    const { port } = await serve((_request, response) => {
      response.setHeader('connection', 'close').end(LARGE)
    }, unreadMs)
    const socket = ask(port)
    let bytes = 0
    socket.on('data', (chunk: Buffer) => {
      const before = Math.floor(bytes / MEGABYTE)
      bytes += chunk.length
      if (Math.floor(bytes / MEGABYTE) === before) return
      socket.pause()
      setTimeout(() => socket.resume(), restMs)
    })
    await new Promise((resolve) => socket.once('close', resolve))
    expect(bytes).toBeGreaterThan(LARGE.length)
  })

  it('lives while its answer is made, and ends when it rests', async () => {
    const { port, ended } = await serve((_request, response) => {
      setTimeout(() => response.end('made'), UNREAD_MS * 4)
    })
    const socket = ask(port)
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await expect.poll(() => text, { timeout: 10_000 }).toContain('made')
    await ended[0]
  })
})
