import type { IncomingItem } from '../../domain/playlist'
import { createSandbox, SANDBOX_CLIENT, type Sandbox, type SpotifyAppKind } from '../../sandbox'
import { createAppToken } from '../app-token'
import { createSpotifyClient, type SpotifyClient } from '../client'
import { createSpotifyHttp } from '../http'
import { createLimits } from '../limits'

const origin = 'http://sandbox.test'

/** A client whose every request the sandbox answers, without a socket. */
export function connect(options: { appKind?: SpotifyAppKind; tracks?: number } = {}) {
  const sandbox = createSandbox({
    tracks: options.tracks ?? 400,
    playlists: 8,
    appKind: options.appKind ?? 'extended',
  })
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    asked.push(`${request.method} ${request.url.slice(origin.length)}`)
    return sandbox.handle(request, request.signal)
  }
  return { sandbox, asked, client: makeClient(fetch) }
}

/** A client without pauses, whose requests `fetch` answers. */
export function makeClient(fetch: typeof globalThis.fetch): SpotifyClient {
  const { id: clientId, secret: clientSecret } = SANDBOX_CLIENT
  const timeoutMs = 2000
  const tokens = createAppToken({
    accountsUrl: `${origin}/accounts`,
    clientId,
    clientSecret,
    fetch,
    timeoutMs,
  })
  const limits = createLimits({ perSecond: 10_000, perDay: 0, concurrency: 8 })
  return createSpotifyClient(
    createSpotifyHttp({
      apiUrl: `${origin}/v1`,
      tokens,
      limits,
      fetch,
      timeoutMs,
      maxRetries: 2,
      random: () => 0,
    }),
  )
}

/** The public playlist with the most items. Throws where none is public. */
export function getLongestPlaylist(sandbox: Sandbox) {
  const { catalogue } = sandbox
  const open = catalogue.playlists().filter((playlist) => playlist.public)
  const playlist = open.sort((a, b) => b.items.length - a.items.length)[0]
  if (!playlist) throw new Error('the sandbox has no public playlist')
  return { id: catalogue.idOf('playlist', playlist.index), playlist }
}

/** The pages of a playlist to its end. */
export async function readAll(client: SpotifyClient, id: string): Promise<IncomingItem[][]> {
  const pages: IncomingItem[][] = []
  for await (const page of client.playlistPages(id)) pages.push(page)
  return pages
}
