import { connect, type Socket } from 'node:net'

/** An answer as it came over the wire. */
export type RawAnswer = { status: number; headers: string; body: string }

/** A connection on which whatever is written goes out as it is. */
export function openSocket(url: string) {
  const { hostname, port } = new URL(url)
  const socket: Socket = connect(Number(port), hostname)
  let text = ''
  let closed = false
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => {
      closed = true
      resolve()
    })
  })
  return {
    write: (data: string | Buffer) => socket.write(data),
    text: () => text,
    isClosed: () => closed,
    ended,
    close: () => socket.destroy(),
  }
}

/** Sends bytes as they are and gives the first answer, read to the end of its connection or for `ms`. */
export async function sendRaw(url: string, data: string | Buffer, ms = 3000): Promise<RawAnswer> {
  const socket = openSocket(url)
  socket.write(data)
  const deadline = Date.now() + ms
  while (!socket.isClosed() && Date.now() < deadline && !isWhole(socket.text())) {
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  socket.close()
  return parseAnswer(socket.text())
}

/** The lines of a request that closes its connection. */
export function toRequest(
  method: string,
  target: string,
  headers: Record<string, string>,
  body = '',
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}Connection: close\r\n\r\n${body}`
}

export function parseAnswer(text: string): RawAnswer {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), headers: head.toLowerCase(), body }
}

function isWhole(text: string): boolean {
  const { headers, body } = parseAnswer(text)
  const length = /content-length: (\d+)/.exec(headers)?.[1]
  return length !== undefined && body.length >= Number(length)
}
