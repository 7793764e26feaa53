import type { Env } from './env'
import type { Logger } from './observability/logger'
import { createSandbox, startSandboxServer } from './sandbox'
import { createAppToken } from './spotify/app-token'
import { createSpotifyClient, type SpotifyClient } from './spotify/client'
import { createSpotifyHttp } from './spotify/http'
import { createThrottle } from './spotify/throttle'

export type SpotifyConnection = {
  kind: 'sandbox' | 'connected'
  client: SpotifyClient
  /** Origin of the sandbox, with its look-alikes of other services; null where Spotify is real. */
  sandboxUrl: string | null
  /** Answers requests for the sandbox's images and previews; null where Spotify is real. */
  media: ((request: Request) => Promise<Response>) | null
  /** What a newcomer's empty catalog is filled with. */
  seedPlaylists: string[]
}

/** The sandbox answers as fast as we ask; it is our own, and nobody waits in line for it. */
const SANDBOX_PER_SECOND = 1000
const SANDBOX_CONCURRENCY = 8
/** Media come from the page's own origin: the sandbox's port changes, and only this machine reaches it. */
export const SANDBOX_MEDIA_PATH = '/sandbox'
const SANDBOX_CLIENT = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }

/** Spotify where a client id is set; without one the sandbox, over real HTTP on loopback. */
export async function connectSpotify(
  env: Env,
  log: Logger,
  closers: (() => Promise<unknown>)[],
): Promise<SpotifyConnection> {
  if (env.SPOTIFY_CLIENT_ID !== undefined) {
    const client = createClient(env, {
      accountsUrl: env.SPOTIFY_ACCOUNTS_URL,
      apiUrl: env.SPOTIFY_API_URL,
      clientId: env.SPOTIFY_CLIENT_ID,
      clientSecret: env.SPOTIFY_CLIENT_SECRET ?? '',
      perSecond: env.SPOTIFY_REQUESTS_PER_SECOND,
      concurrency: env.SPOTIFY_CONCURRENCY,
    })
    return { kind: 'connected', client, sandboxUrl: null, media: null, seedPlaylists: [] }
  }
  const sandbox = createSandbox({
    tracks: env.SANDBOX_TRACKS,
    ...(env.SANDBOX_PLAYLISTS === undefined ? {} : { playlists: env.SANDBOX_PLAYLISTS }),
    mediaBaseUrl: SANDBOX_MEDIA_PATH,
    seed: env.SANDBOX_SEED,
    ...SANDBOX_CLIENT,
  })
  const server = await startSandboxServer(sandbox, { host: '127.0.0.1', port: env.SANDBOX_PORT })
  closers.push(() => server.close())
  log.info({ url: server.url, tracks: env.SANDBOX_TRACKS }, 'sandbox started')
  const client = createClient(env, {
    accountsUrl: `${server.url}/accounts`,
    apiUrl: `${server.url}/v1`,
    ...SANDBOX_CLIENT,
    perSecond: SANDBOX_PER_SECOND,
    concurrency: SANDBOX_CONCURRENCY,
  })
  const { catalogue } = sandbox
  const seedPlaylists = [...catalogue.playlistIds()].filter((id) => catalogue.playlist(id)?.public)
  return {
    kind: 'sandbox',
    client,
    sandboxUrl: server.url,
    media: (request) => sandbox.handle(request),
    seedPlaylists,
  }
}

type ClientOptions = {
  accountsUrl: string
  apiUrl: string
  clientId: string
  clientSecret: string
  perSecond: number
  concurrency: number
}

function createClient(env: Env, options: ClientOptions): SpotifyClient {
  const { accountsUrl, apiUrl, clientId, clientSecret, perSecond, concurrency } = options
  const timeoutMs = env.SPOTIFY_TIMEOUT_MS
  const tokens = createAppToken({ accountsUrl, clientId, clientSecret, fetch, timeoutMs })
  const throttle = createThrottle({ perSecond, concurrency })
  return createSpotifyClient(
    createSpotifyHttp({ apiUrl, tokens, throttle, fetch, timeoutMs, maxRetries: env.SPOTIFY_MAX_RETRIES }),
  )
}
