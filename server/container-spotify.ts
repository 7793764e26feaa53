import { createHmac } from 'node:crypto'
import type { Env } from './env'
import type { Logger } from './observability/logger'
import { createSandbox, startSandboxServer } from './sandbox'
import { createAppToken, type AccessTokens } from './spotify/app-token'
import { createSpotifyClient, type SpotifyClient } from './spotify/client'
import { createSpotifyHttp } from './spotify/http'
import { createRefreshToken } from './spotify/refresh-token'
import { createThrottle } from './spotify/throttle'
import { createUserAccessTokens } from './spotify/user-access-tokens'
import type { GrantedTokens } from './services/ports'
import type { UserTokens } from './services/user-tokens'

export type SpotifyConnection = {
  kind: 'sandbox' | 'connected'
  client: SpotifyClient
  /** The app that people sign in to. */
  app: { accountsUrl: string; clientId: string }
  refreshToken: (refreshToken: string) => Promise<GrantedTokens>
  /** The same API with the tokens of a user; all clients share the app's limits. */
  clientWith: (tokens: UserTokens, userId: string) => SpotifyClient
  /** Whom an access token belongs to. */
  getProfile: (token: string, signal: AbortSignal) => Promise<{ id: string; displayName: string | null }>
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
const SANDBOX_CLIENT_ID = 'sandbox-client'

/** Spotify where a client id is set; without one the sandbox, over real HTTP on loopback. */
export async function connectSpotify(
  env: Env,
  log: Logger,
  serviceSecret: string,
  closers: (() => Promise<unknown>)[],
): Promise<SpotifyConnection> {
  if (env.SPOTIFY_CLIENT_ID !== undefined) {
    const api = createApi(env, {
      accountsUrl: env.SPOTIFY_ACCOUNTS_URL,
      apiUrl: env.SPOTIFY_API_URL,
      clientId: env.SPOTIFY_CLIENT_ID,
      clientSecret: env.SPOTIFY_CLIENT_SECRET ?? '',
      perSecond: env.SPOTIFY_REQUESTS_PER_SECOND,
      concurrency: env.SPOTIFY_CONCURRENCY,
    })
    return { kind: 'connected', ...api, media: null, seedPlaylists: [] }
  }
  // The sandbox seals its codes with this: whoever could guess it could sign in as one of its people.
  const clientSecret = createHmac('sha256', serviceSecret).update('sandbox client').digest('base64url')
  const app = { clientId: SANDBOX_CLIENT_ID, clientSecret }
  const sandbox = createSandbox({
    tracks: env.SANDBOX_TRACKS,
    ...(env.SANDBOX_PLAYLISTS === undefined ? {} : { playlists: env.SANDBOX_PLAYLISTS }),
    mediaBaseUrl: SANDBOX_MEDIA_PATH,
    seed: env.SANDBOX_SEED,
    ...app,
  })
  const server = await startSandboxServer(sandbox, { host: '127.0.0.1', port: env.SANDBOX_PORT })
  closers.push(() => server.close())
  log.info({ url: server.url, tracks: env.SANDBOX_TRACKS }, 'sandbox started')
  const api = createApi(env, {
    accountsUrl: `${server.url}/accounts`,
    apiUrl: `${server.url}/v1`,
    ...app,
    perSecond: SANDBOX_PER_SECOND,
    concurrency: SANDBOX_CONCURRENCY,
  })
  const { catalogue } = sandbox
  const seedPlaylists = [...catalogue.playlistIds()].filter((id) => catalogue.playlist(id)?.public)
  return { kind: 'sandbox', ...api, media: (request) => sandbox.handle(request), seedPlaylists }
}

type ClientOptions = {
  accountsUrl: string
  apiUrl: string
  clientId: string
  clientSecret: string
  perSecond: number
  concurrency: number
}

type Api = Pick<SpotifyConnection, 'client' | 'app' | 'refreshToken' | 'clientWith' | 'getProfile'>

function createApi(env: Env, options: ClientOptions): Api {
  const { accountsUrl, apiUrl, clientId, clientSecret, perSecond, concurrency } = options
  const timeoutMs = env.SPOTIFY_TIMEOUT_MS
  const throttle = createThrottle({ perSecond, concurrency })
  const clientFrom = (tokens: AccessTokens) =>
    createSpotifyClient(
      createSpotifyHttp({ apiUrl, tokens, throttle, fetch, timeoutMs, maxRetries: env.SPOTIFY_MAX_RETRIES }),
    )
  return {
    client: clientFrom(createAppToken({ accountsUrl, clientId, clientSecret, fetch, timeoutMs })),
    app: { accountsUrl, clientId },
    refreshToken: createRefreshToken({ accountsUrl, clientId, fetch, timeoutMs }),
    clientWith: (tokens, userId) => clientFrom(createUserAccessTokens(tokens, userId)),
    getProfile: (token, signal) =>
      clientFrom({ get: () => Promise.resolve(token), forget: () => undefined }).getMe(signal),
  }
}
