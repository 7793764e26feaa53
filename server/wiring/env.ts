import { z } from 'zod'
import { DomainError } from '../domain/errors'
import { SourceNames } from '../domain/features/feature-sources'
import { readLimits, type Limits } from './limits'
import { isLoopbackHost } from '../outgoing/addresses'
import { FaultText } from '../sandbox/fault-text'
import { GroupLimitsText } from '../spotify/group-limits'
import { DIALECT_NAMES } from '../vector-index/pgvector/dialect'

/** A setting: the variable that has it, and what it may be. */
const set = <T extends z.ZodType>(name: string, schema: T) => ({ name, schema })

const count = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback)
const url = (protocols: RegExp) => z.url({ protocol: protocols }).optional()
/** The base of a service outside: https, or a look-alike on this machine. */
const outside = (fallback: string) =>
  z
    .url({ protocol: /^https?$/ })
    .transform((text) => text.replace(/(?<!\/)\/+$/, ''))
    .refine((text) => {
      const { protocol, hostname } = new URL(text)
      return protocol === 'https:' || isLoopbackHost(hostname)
    }, 'must be https, or an address of this machine')
    .default(fallback)

/** Names, by commas. */
const names = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((name) => name.trim() || []))

const timeOfDay = (fallback: string) =>
  z
    .string()
    .regex(/^(off|([01]\d|2[0-3]):[0-5]\d)$/, 'must be a time such as 03:30, or off')
    .default(fallback)

/** Every setting by the room that it is about, with its default and its bounds. */
const ROOMS = {
  process: {
    nodeEnv: set('NODE_ENV', z.enum(['development', 'test', 'production']).default('production')),
    logLevel: set('LOG_LEVEL', z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info')),
    /** web: pages and API, no jobs. worker: jobs, and of HTTP only health and metrics. all: both. */
    role: set('ROLE', z.enum(['web', 'worker', 'all']).default('all')),
    dataDir: set('DATA_DIR', z.string().min(1).default('.data')),
    /** Kept free on the disk of DATA_DIR: uploads, imports and builds of the index stop before it is touched. */
    diskReserveBytes: set('DISK_RESERVE_BYTES', count(96 * 1024 ** 2, 0, 2 ** 40)),
  },
  http: {
    host: set('HOST', z.string().min(1).default('127.0.0.1')),
    port: set('PORT', count(3000, 0, 65_535)),
    /** Where the instance is reached from outside; decides Secure cookies and link forms. Default: HOST and PORT. */
    publicUrl: set('PUBLIC_URL', url(/^https?$/)),
    /** Other names under which the instance answers, by commas; without port. */
    allowedHosts: set('ALLOWED_HOSTS', names),
    /** Over https: browsers are told to use it for all names below this one too. */
    hstsSubdomains: set('HSTS_SUBDOMAINS', z.stringbool().default(false)),
    trustProxyHops: set('TRUST_PROXY_HOPS', count(0, 0, 8)),
    rateLimitPerMinute: set('RATE_LIMIT_PER_MINUTE', count(600, 1, 1_000_000)),
  },
  accounts: {
    /** open: guests read and ask for recommendations. private: a service token (or a sign-in) is needed. */
    access: set('ACCESS', z.enum(['open', 'private']).optional()),
    /** Shared with internal tools; kept in DATA_DIR/service-secret where it is not set. */
    serviceSecret: set('SERVICE_SECRET', z.string().min(32).optional()),
    /** Sign the session cookie: the first, or all by commas to verify. Kept in DATA_DIR/session-secrets where not set. */
    sessionSecrets: set('SESSION_SECRETS', z.string().min(32).optional()),
    /** Seal the tokens of signed-in users: the first, or all by commas to open. Kept in DATA_DIR/token-keys where not set. */
    tokenKeys: set('TOKEN_KEYS', z.string().min(43).optional()),
    /** Spotify ids, by commas, of the users who may change the catalog and the index from a browser. */
    operatorSpotifyIds: set('OPERATOR_SPOTIFY_IDS', names),
    /** Spotify ids, by commas, of those whom ACCESS=private lets in besides operators; `*`: everybody who can sign in. */
    allowedSpotifyIds: set('ALLOWED_SPOTIFY_IDS', names),
  },
  database: {
    url: set('DATABASE_URL', url(/^postgres(ql)?$/)),
    maxConnections: set('DATABASE_MAX_CONNECTIONS', count(10, 2, 200)),
  },
  redis: {
    url: set('REDIS_URL', url(/^rediss?$/)),
    /** How long answers are kept; a change of the catalog or the index makes them anew anyway. 0: not at all. */
    resultCacheSeconds: set('RESULT_CACHE_SECONDS', count(3600, 0, 30 * 86_400)),
  },
  spotify: {
    clientId: set('SPOTIFY_CLIENT_ID', z.string().min(1).optional()),
    clientSecret: set('SPOTIFY_CLIENT_SECRET', z.string().min(1).optional()),
    accountsUrl: set('SPOTIFY_ACCOUNTS_URL', outside('https://accounts.spotify.com')),
    apiUrl: set('SPOTIFY_API_URL', outside('https://api.spotify.com/v1')),
    requestsPerSecond: set('SPOTIFY_REQUESTS_PER_SECOND', z.coerce.number().positive().max(1000).default(5)),
    concurrency: set('SPOTIFY_CONCURRENCY', count(2, 1, 32)),
    /** Calls of one endpoint group in 24 hours; Spotify's own quota is unpublished. 0: no limit. */
    requestsPerDay: set('SPOTIFY_REQUESTS_PER_DAY', count(2000, 0, 100_000_000)),
    /** Other limits for single groups: `search=1/500 playlists=2/3000` (a second, a day). */
    groupLimits: set('SPOTIFY_GROUP_LIMITS', GroupLimitsText),
    /** follow: short links (spotify.link) are asked where they lead. refuse: whoever pastes one is told what to do. */
    shortLinks: set('SHORT_LINKS', z.enum(['follow', 'refuse']).default('follow')),
    playlistMaxItems: set('PLAYLIST_MAX_ITEMS', count(10_000, 1, 100_000)),
  },
  sources: {
    /** Who is asked how tracks sound, in this order: spotify, spotify-analysis, reccobeats, deezer, itunes; or none. */
    featureSources: set('FEATURE_SOURCES', SourceNames.default(['spotify', 'reccobeats', 'deezer'])),
    reccobeatsUrl: set('RECCOBEATS_URL', outside('https://api.reccobeats.com/v1')),
    /** The shop that is searched, ISO 3166-1. */
    itunesCountry: set(
      'ITUNES_COUNTRY',
      z
        .string()
        .regex(/^[A-Za-z]{2}$/, 'must be two letters such as US')
        .transform((text) => text.toUpperCase())
        .default('US'),
    ),
  },
  sandbox: {
    tracks: set('SANDBOX_TRACKS', count(2000, 0, 1_000_000)),
    /** Default: 60, more where the catalog is large. */
    playlists: set('SANDBOX_PLAYLISTS', z.coerce.number().int().min(1).max(10_000).optional()),
    /** The kind of app that the sandbox takes Segue for. */
    app: set('SANDBOX_APP', z.enum(['dev-new', 'dev-old', 'extended']).default('extended')),
    /** What goes wrong there: `rate-limit:1=0.01 quota:5@playlistsx1+7 premium@audio`; docs/operating.md. */
    faults: set('SANDBOX_FAULTS', FaultText),
  },
  retention: {
    /** Metadata of Spotify that is older is asked for again, every night at REFRESH_AT with so many calls at most. */
    metadataMaxAgeDays: set('METADATA_MAX_AGE_DAYS', count(30, 1, 3650)),
    /** What nothing refreshed for so long, and nobody uses, is removed. */
    metadataKeepDays: set('METADATA_KEEP_DAYS', count(90, 2, 3650)),
    /** Local time, or off. */
    refreshAt: set('REFRESH_AT', timeOfDay('04:40')),
    refreshBudgetCalls: set('REFRESH_BUDGET_CALLS', count(300, 0, 1_000_000)),
    /** Finished jobs and their reports. */
    jobKeepDays: set('JOB_KEEP_DAYS', count(90, 1, 3650)),
    /** Local time of the daily backup into DATA_DIR/backups, or off; so many are kept. */
    backupAt: set('BACKUP_AT', timeOfDay('off')),
    backupKeep: set('BACKUP_KEEP', count(7, 1, 1000)),
  },
  index: {
    threads: set('INDEX_THREADS', count(2, 1, 64)),
    /** Above this many tracks the index is approximate (IndexIVFFlat), below it is exact. */
    exactMax: set('INDEX_EXACT_MAX', count(200_000, 0, 100_000_000)),
    /** Local time of the nightly rebuild, once for all processes; or off. */
    rebuildAt: set('INDEX_REBUILD_AT', timeOfDay('03:30')),
    /** Time for comparing a new index version with the one in use before it takes over. 0: it is not compared. */
    gateSeconds: set('INDEX_GATE_SECONDS', count(60, 0, 3600)),
    /** Measures each new index version on the instance's own playlists; some seconds of one core. */
    evaluateAfterBuild: set('EVALUATE_AFTER_BUILD', z.stringbool().default(true)),
    /** Where vectors are searched: in this process (FAISS), or in a database with pgvector's type. */
    vectorStore: set('VECTOR_STORE', z.enum(['faiss', 'pgvector']).default('faiss')),
    /** The database of the vectors. Default: DATABASE_URL. */
    vectorDatabaseUrl: set('VECTOR_DATABASE_URL', url(/^postgres(ql)?$/)),
    vectorDialect: set('VECTOR_DIALECT', z.enum(['auto', ...DIALECT_NAMES]).default('auto')),
  },
  imports: {
    importMaxBytes: set('IMPORT_MAX_BYTES', count(2 * 1024 ** 3, 1024, 2 ** 40)),
    uploadsMaxBytes: set('UPLOADS_MAX_BYTES', count(8 * 1024 ** 3, 1024, 2 ** 42)),
  },
  audio: {
    /** Decodes what Segue does not: a name on the PATH or a path; off: never started. */
    ffmpegPath: set('FFMPEG_PATH', z.string().min(1).default('ffmpeg')),
    threads: set('AUDIO_THREADS', count(2, 1, 64)),
  },
  jobs: {
    /** Jobs of this process at once: they wait for the network and the database most of the time. */
    concurrency: set('JOB_CONCURRENCY', count(2, 1, 64)),
    /** Jobs of all processes at once that ask Spotify. */
    spotifyConcurrency: set('JOB_SPOTIFY_CONCURRENCY', count(4, 1, 1000)),
  },
}

type Rooms = typeof ROOMS
/** The settings, by room; and the limits that are none. */
export type Env = {
  [Room in keyof Rooms]: {
    [Key in keyof Rooms[Room]]: Rooms[Room][Key] extends { schema: infer T extends z.ZodType }
      ? z.output<T>
      : never
  }
} & { limits: Limits }

type Setting = { name: string; schema: z.ZodType }
const entries = Object.entries<Record<string, Setting>>(ROOMS).map(
  ([room, settings]) => [room, Object.entries(settings)] as const,
)
/** The variables that have a setting. */
export const SETTINGS: readonly string[] = entries.flatMap(([, settings]) =>
  settings.map(([, { name }]) => name),
)

/** Where programs are looked for; no setting of Segue's. */
export const readSearchPath = (): string | undefined => process.env['PATH']

/**
 * The settings of this process, defaults filled in. An empty text counts as not set. The one reader of process.env in the
 * server. Throws DomainError CONFIG_INVALID that names each setting which is wrong.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const wrong: string[] = []
  const read = (name: string, schema: z.ZodType): unknown => {
    const parsed = schema.safeParse(source[name] === '' ? undefined : source[name])
    if (!parsed.success) wrong.push(...parsed.error.issues.map((issue) => `${name}: ${issue.message}`))
    return parsed.data
  }
  const rooms = entries.map(([room, settings]) => {
    const values = settings.map(([key, { name, schema }]) => [key, read(name, schema)] as const)
    return [room, Object.fromEntries(values)] as const
  })
  const limits = readLimits(read)
  if (wrong.length > 0) {
    throw new DomainError('CONFIG_INVALID', `These settings are not valid: ${wrong.join('; ')}.`)
  }
  return { ...Object.fromEntries(rooms), limits } as Env
}

/** True where pages are reached by https. */
export function isSecure({ http }: Pick<Env, 'http'>): boolean {
  return http.publicUrl?.startsWith('https:') ?? false
}

/** Guests read and ask for recommendations. */
export function isOpen({ accounts, http }: Pick<Env, 'accounts' | 'http'>): boolean {
  return (accounts.access ?? (isLocal({ http }) ? 'open' : 'private')) === 'open'
}

/** True where only this machine reaches the instance: it listens here only, and nothing says that others come by a proxy. */
export function isLocal({ http: { host, publicUrl } }: Pick<Env, 'http'>): boolean {
  return isLoopbackHost(host) && (publicUrl === undefined || isLoopbackHost(new URL(publicUrl).hostname))
}

/** The names under which the instance answers besides those of its own machine, and whether it does under any address. */
export function readHostRules({ http: { host, publicUrl, allowedHosts } }: Pick<Env, 'http'>) {
  const names = [host, ...allowedHosts, ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])]
  return {
    names: new Set(names.map((name) => name.toLowerCase().replace(/^\[|\]$/g, ''))),
    anyAddress: host === '0.0.0.0' || host === '::',
  }
}

/** The address that people reach the instance by. */
export function toPublicUrl({ http: { publicUrl, host, port } }: Pick<Env, 'http'>): string {
  return publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`
}
