import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createSandbox, SANDBOX_CLIENT, startSandboxServer } from '~server/sandbox'
import type { SandboxServer } from '~server/sandbox'

const sandbox = createSandbox({ tracks: 500 })
const { catalogue } = sandbox
const secret = Buffer.from(`${SANDBOX_CLIENT.id}:${SANDBOX_CLIENT.secret}`).toString('base64')
let server: SandboxServer
let authorization: string

async function getJson(path: string): Promise<unknown> {
  const response = await fetch(path.startsWith('http') ? path : server.url + path, {
    headers: { authorization },
  })
  expect(response.status).toBe(200)
  return response.json()
}

describe('the sandbox on a loopback port', () => {
  beforeAll(async () => {
    server = await startSandboxServer(sandbox, { host: '127.0.0.1', port: 0 })
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const response = await fetch(`${server.url}/accounts/api/token`, {
      method: 'POST',
      body,
      headers: { authorization: `Basic ${secret}` },
    })
    const { access_token } = (await response.json()) as { access_token: string }
    authorization = `Bearer ${access_token}`
  })
  afterAll(() => server.close())

  it('serves a whole playlist through its own links, then a clip and a cover it names', async () => {
    const [id = ''] = catalogue.playlistIds()
    type Track = { id: string; preview_url: string; album: { images: { url: string }[] } }
    const seen: Track[] = []
    for (let next: string | null = `/v1/playlists/${id}/items?limit=20`; next !== null;) {
      const page = (await getJson(next)) as { next: string | null; items: { item: Track | null }[] }
      seen.push(...page.items.flatMap(({ item }) => (item === null ? [] : [item])))
      next = page.next
    }
    expect(seen.map((track) => track.id)).toEqual(
      [...(catalogue.playlist(id)?.items ?? [])].map((index) => catalogue.idOf('track', index)),
    )
    const clip = await fetch(seen[0]?.preview_url ?? '')
    expect((await clip.arrayBuffer()).byteLength).toBe(44 + 30 * 22_050 * 2)
    const cover = await fetch(seen[0]?.album.images[0]?.url ?? '')
    expect(await cover.text()).toMatch(/^<svg /)
  })

  it('answers other requests while it renders clips', async () => {
    let finished = 0
    const clips = catalogue.trackIds(0, 12).map(async (id) => {
      const clip = await fetch(`${server.url}/preview/${id}.wav`)
      finished += 1
      return clip.arrayBuffer()
    })
    for (let i = 0; i < 5; i++) await getJson(`/v1/tracks/${catalogue.trackIds()[i] ?? ''}`)
    expect(finished).toBeLessThan(6)
    expect(new Set((await Promise.all(clips)).map(({ byteLength }) => byteLength)).size).toBe(1)
  })

  it('breaks the connection when told to, and goes on serving', async () => {
    sandbox.inject({ group: 'tracks', times: 1, fault: { kind: 'truncated' } })
    const url = `${server.url}/v1/tracks/${catalogue.trackIds()[0] ?? ''}`
    const broken = await fetch(url, { headers: { authorization } })
    await expect(broken.text()).rejects.toThrow()
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200)
  })

  it('refuses a body that is too large and survives a reader that leaves', async () => {
    const huge = await fetch(`${server.url}/accounts/api/token`, { method: 'POST', body: 'x'.repeat(70_000) })
    expect(huge.status).toBe(413)
    sandbox.inject({ group: 'preview', times: 1, fault: { kind: 'slow', milliseconds: 1000 } })
    await expect(
      fetch(`${server.url}/preview/${catalogue.trackIds()[1] ?? ''}.wav`, {
        signal: AbortSignal.timeout(100),
      }),
    ).rejects.toThrow()
    expect((await fetch(server.url)).status).toBe(200)
  })

  it('says that its port is taken', async () => {
    const port = Number(new URL(server.url).port)
    await expect(startSandboxServer(sandbox, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})
