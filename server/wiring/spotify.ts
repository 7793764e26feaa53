import type { Resources } from '../process/resources'
import { createHash, createHmac } from 'node:crypto'
import { CAPABILITIES, type ProbeAnswers } from '../status/domain/capabilities'
import { USER_CAPABILITIES, type UserProbeAnswers } from '../status/domain/user-capabilities'
import type { Env } from './env'
import { createFollowShortLink, type FollowShortLink } from '../outgoing/follow-short-link'
import { createGuardedFetch, type Fetch } from '../outgoing/guarded-fetch'
import { createGuardedGet } from '../outgoing/guarded-get'
import type { Logger } from '../observability/logger'
import type { Redis } from '../redis/client'
import { createMemoryResultStore, createRedisResultStore } from '../redis/result-store'
import { createSharedPace } from '../redis/shared-pace'
import { createSandbox, parseFaults, startSandboxServer } from '../sandbox'
import type { GrantedTokens, SharedCounts } from '../catalog/ports'
import type { WaitChannel } from '../jobs/progress/wait-channel'
import { probeCapabilities } from '../status/probe-capabilities'
import type { ResultStore } from '../similar/result-cache'
import type { UserTokens } from '../accounts/user-tokens'
import { createAppToken, type AccessTokens } from '../spotify/app-token'
import { createCachedHttp } from '../spotify/cached-http'
import { createSpotifyClient, type SpotifyClient } from '../spotify/client'
import { parseGroupLimits } from '../spotify/group-limits'
import { createSpotifyHttp } from '../spotify/http'
import { createLimits, type ResourceLimits, type SharedLimits } from '../spotify/limits'
import { createProbe, createUserProbe } from '../spotify/probe'
import { createQuotaStops } from '../spotify/quota-stops'
import { createRefreshToken } from '../spotify/refresh-token'

export type SpotifyConnection = {
  kind: 'sandbox' | 'connected'
  client: SpotifyClient
  /** Origin of the sandbox, with its look-alikes of other services; null where Spotify is real. */
  sandboxUrl: string | null
  /** What this client id may do; `findPlaylistId` names a public playlist to try it with. */
  probe: (findPlaylistId: () => Promise<string | null>) => Promise<ProbeAnswers>
  /** What a user may do; `consent` names the sign-in, so that a new one is asked about anew. */
  probeUser: (tokens: UserTokens, userId: string, consent: string) => Promise<UserProbeAnswers>
  resting: ResourceLimits['resting']
  /** The app that people sign in to. */
  app: { accountsUrl: string; clientId: string }
  refreshToken: (refreshToken: string) => Promise<GrantedTokens>
  /** The same API with the tokens of a user; all clients share the app's limits. */
  clientWith: (tokens: UserTokens, userId: string) => SpotifyClient
  /** Whom an access token belongs to. */
  getProfile: (token: string, signal: AbortSignal) => Promise<{ id: string; displayName: string | null }>
  /** Answers requests for the sandbox's images and previews; null where Spotify is real. */
  media: ((request: Request) => Promise<Response>) | null
  /** Where a short link leads; null where SHORT_LINKS says to refuse them. */
  followShortLink: FollowShortLink | null
  /** What a newcomer's empty catalog is filled with. */
  seedPlaylists: string[]
}

/** The sandbox answers as fast as we ask; it is our own, and nobody waits in line for it. */
const SANDBOX_PER_SECOND = 1000
const SANDBOX_CONCURRENCY = 8
/** The track that Spotify’s own documentation takes as its example. */
const KNOWN_TRACK = '11dFghVXANMlKmJXsNCbNl'
/** Media come from the page's own origin: the sandbox's port changes, and only this machine reaches it. */
export const SANDBOX_MEDIA_PATH = '/sandbox'
const SANDBOX_CLIENT_ID = 'sandbox-client'

type Shared = {
  serviceSecret: string
  redis: Redis | null
  /** What all processes count together. */
  counts: SharedCounts
  /** Where they keep until when Spotify rests. */
  numbers: Parameters<typeof createQuotaStops>[0]
  /** The sandbox of the web process that this worker is started for; null where this process has its own. */
  sandboxUrl: string | null
  /** Told of the waits that a job sits out. */
  waits: WaitChannel
}

/** Spotify where a client id is set; without one the sandbox, over real HTTP on loopback. */
export async function connectSpotify(
  env: Env,
  log: Logger,
  { serviceSecret, redis, counts, numbers, sandboxUrl, waits }: Shared,
  resources: Resources,
): Promise<SpotifyConnection> {
  const store = openStore(env, log, redis)
  const { fetch, close } = createGuardedFetch()
  resources.defer(close)
  if (env.spotify.clientId !== undefined) {
    const api = connectApi(
      env,
      { store, counts, stopsIn: redis ? store : numbers, fetch, waits },
      {
        trackId: KNOWN_TRACK,
        accountsUrl: env.spotify.accountsUrl,
        apiUrl: env.spotify.apiUrl,
        clientId: env.spotify.clientId,
        clientSecret: env.spotify.clientSecret ?? '',
        perSecond: env.spotify.requestsPerSecond,
        perDay: env.spotify.requestsPerDay,
        concurrency: env.spotify.concurrency,
      },
    )
    const followShortLink = openShortLinks(env, null, resources)
    return { kind: 'connected', ...api, sandboxUrl: null, followShortLink, media: null, seedPlaylists: [] }
  }
  // The sandbox seals its codes with this: whoever could guess it could sign in as one of its people.
  const clientSecret = createHmac('sha256', serviceSecret).update('sandbox client').digest('base64url')
  const app = { clientId: SANDBOX_CLIENT_ID, clientSecret }
  const sandbox = createSandbox({
    tracks: env.sandbox.tracks,
    ...(env.sandbox.playlists === undefined ? {} : { playlists: env.sandbox.playlists }),
    mediaBaseUrl: SANDBOX_MEDIA_PATH,
    seed: env.limits.sandboxSeed,
    appKind: env.sandbox.app,
    faults: parseFaults(env.sandbox.faults, env.limits.sandboxSeed),
    ...app,
  })
  const url = sandboxUrl ?? (await startOwnSandbox(env, log, sandbox, resources))
  // A sandbox asks nobody to keep to a limit: processes count by themselves.
  const api = connectApi(
    env,
    { store, counts: null, stopsIn: store, fetch, waits },
    {
      trackId: sandbox.catalogue.trackIds(0, 1)[0] ?? KNOWN_TRACK,
      accountsUrl: `${url}/accounts`,
      apiUrl: `${url}/v1`,
      ...app,
      perSecond: SANDBOX_PER_SECOND,
      perDay: 0,
      concurrency: SANDBOX_CONCURRENCY,
    },
  )
  const { catalogue } = sandbox
  const seedPlaylists = [...catalogue.playlistIds()].filter((id) => catalogue.playlist(id)?.public)
  const media = (request: Request) => sandbox.handle(request)
  const followShortLink = openShortLinks(env, `${url}/short-links`, resources)
  return { kind: 'sandbox', ...api, sandboxUrl: url, followShortLink, media, seedPlaylists }
}

async function startOwnSandbox(
  env: Env,
  log: Logger,
  sandbox: ReturnType<typeof createSandbox>,
  resources: Resources,
): Promise<string> {
  const server = await startSandboxServer(sandbox, { host: '127.0.0.1', port: env.limits.sandboxPort })
  resources.use(server)
  log.info({ url: server.url, tracks: env.sandbox.tracks }, 'sandbox started')
  return server.url
}

function openShortLinks(
  { spotify }: Env,
  lookAlike: string | null,
  resources: Resources,
): FollowShortLink | null {
  if (spotify.shortLinks === 'refuse') return null
  const outgoing = createGuardedGet()
  resources.defer(outgoing.close)
  return createFollowShortLink({ get: outgoing.get, lookAlike })
}

type ApiOptions = {
  /** A track to try things with. */
  trackId: string
  accountsUrl: string
  apiUrl: string
  clientId: string
  clientSecret: string
  perSecond: number
  perDay: number
  concurrency: number
}

type ApiDeps = {
  store: ResultStore
  counts: SharedCounts | null
  stopsIn: Parameters<typeof createQuotaStops>[0]
  fetch: Fetch
  waits: WaitChannel
}

/** The Web API as the app sees it: one set of limits, whoever's token a call carries. */
function connectApi(env: Env, { store, counts, stopsIn, fetch, waits }: ApiDeps, options: ApiOptions) {
  const { accountsUrl, apiUrl, clientId, clientSecret, perSecond, perDay, concurrency } = options
  const timeoutMs = env.limits.spotifyTimeoutMs
  const owner = createHash('sha256').update(clientId).digest('base64url').slice(0, 16)
  const groups = parseGroupLimits(env.spotify.groupLimits)
  const stops = createQuotaStops(stopsIn, owner)
  const waitFor = (reason: string) => (ms: number) =>
    waits.begin({ for: reason, until: new Date(Date.now() + ms).toISOString() })
  const onWait = waitFor('keeping to the pace that Spotify allows; it goes on in')
  const shared = counts ? shareLimits(counts, `spotify:${owner}`) : undefined
  const limits = createLimits({ perSecond, perDay, concurrency, groups, stops, shared, onWait })
  const calling = { apiUrl, limits, fetch, timeoutMs, maxRetries: env.limits.spotifyMaxRetries }
  const httpWith = (tokens: AccessTokens) =>
    createSpotifyHttp({ ...calling, tokens, onWait: waitFor('Spotify asks us to wait') })
  const cachedHttpOf = (reader: string, tokens: AccessTokens) =>
    createCachedHttp({
      http: httpWith(tokens),
      store,
      owner: reader,
      metadataSeconds: env.limits.spotifyCacheSeconds,
      negativeSeconds: env.limits.spotifyNegativeSeconds,
    })
  const appTokens = createAppToken({ accountsUrl, clientId, clientSecret, fetch, timeoutMs })
  const cached = cachedHttpOf(owner, appTokens)
  return {
    client: createSpotifyClient(cached),
    resting: limits.resting,
    app: { accountsUrl, clientId },
    refreshToken: createRefreshToken({ accountsUrl, clientId, fetch, timeoutMs }),
    // What one user may see is kept apart from what another may.
    clientWith: (users: UserTokens, userId: string) =>
      createSpotifyClient(cachedHttpOf(`${owner} ${userId}`, tokensOf(users, userId))),
    getProfile: (token: string, signal: AbortSignal) =>
      createSpotifyClient(httpWith(fixedToken(token))).getMe(signal),
    probe: (findPlaylistId: () => Promise<string | null>) => {
      const ask = createProbe({ http: cached, trackId: options.trackId, findPlaylistId })
      return probeCapabilities({ ask, store, owner }, CAPABILITIES)
    },
    probeUser: (users: UserTokens, userId: string, consent: string) => {
      const ask = createUserProbe(cachedHttpOf(`${owner} ${userId}`, tokensOf(users, userId)))
      return probeCapabilities({ ask, store, owner: `${owner} ${userId} ${consent}` }, USER_CAPABILITIES)
    },
  }
}

/** Budgets and paces of one app, over all its processes. */
function shareLimits(counts: SharedCounts, key: string): SharedLimits {
  const paceOf = (name: string, perSecond: number) =>
    createSharedPace(counts, { key: `${key}:pace:${name}`, perSecond })
  return { counts, key, paceOf }
}

/** The tokens of one user, as the client asks for them. */
function tokensOf(users: UserTokens, userId: string): AccessTokens {
  return {
    get: (signal) => users.getAccessToken(userId, signal),
    refresh: (stale, signal) => users.replaceAccessToken(userId, stale, signal),
  }
}

/** A token that was granted a moment ago; refused, it stays refused. */
function fixedToken(token: string): AccessTokens {
  return { get: () => Promise.resolve(token), refresh: () => Promise.resolve(token) }
}

function openStore(env: Env, log: Logger, redis: Redis | null): ResultStore {
  const ttlSeconds = Math.max(1, env.limits.spotifyCacheSeconds)
  if (!redis) return createMemoryResultStore({ ttlSeconds, maxBytes: env.limits.spotifyCacheBytes })
  return createRedisResultStore(redis, log, { ttlSeconds, timeoutMs: env.limits.resultCacheTimeoutMs })
}
