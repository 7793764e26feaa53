/** The sandbox on a loopback port. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'

import type { Sandbox } from './sandbox'

export type SandboxServer = { url: string; close(): Promise<void> }

/** Forms and token requests are a few hundred bytes. */
const LARGEST_BODY = 64 * 1024

/** Rejects with the system's error (EADDRINUSE, say) when the port cannot be had; port 0 takes a free one. */
export async function startSandboxServer(
  sandbox: Sandbox,
  at: { host: '127.0.0.1'; port: number },
): Promise<SandboxServer> {
  let url = ''
  const server = createServer((incoming, outgoing) => void serve(sandbox, url, incoming, outgoing))
  server.listen(at.port, at.host)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : at.port
  url = `http://${at.host}:${port}`
  return {
    url,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function serve(
  sandbox: Sandbox,
  origin: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  try {
    const request = await toRequest(origin, incoming)
    const response =
      request === null
        ? new Response('The body is too large.', { status: 413 })
        : await sandbox.handle(request, gone.signal)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    if (response.body === null || incoming.method === 'HEAD') outgoing.end()
    else await pipeline(Readable.fromWeb(response.body as NodeReadableStream), outgoing)
  } catch {
    // A broken body, a reader that left or a request line that is no URL: all that is left is to hang up.
    outgoing.destroy()
  }
}

async function toRequest(origin: string, incoming: IncomingMessage): Promise<Request | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) return null
    chunks.push(chunk)
  }
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  )
  const method = incoming.method ?? 'GET'
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(chunks)
  return new Request(origin + (incoming.url ?? '/'), { method, headers, body })
}
