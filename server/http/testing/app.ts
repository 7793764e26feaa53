import { Writable } from 'node:stream'
import express, { type Express } from 'express'
import { createLogger } from '../../observability/logger'

/** A log that can be read back. */
export function captureLog() {
  let text = ''
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  const lines = () =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { log: createLogger({ level: 'debug', destination }), text: () => text, lines }
}

/** An express app on a free loopback port. */
export async function serve(
  mount: (app: Express) => void,
): Promise<{ url: string; close: () => Promise<void> }> {
  const app = express()
  mount(app)
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}`, close }
}
