import { z } from 'zod'
import { DomainError } from './domain/errors'
import { SourceNames } from './domain/feature-sources'
import { isLoopbackHost } from './features/outgoing/addresses'
import { FaultText } from './sandbox/fault-text'
import { GroupLimitsText } from './spotify/group-limits'
import { DIALECT_NAMES, MAX_EF_SEARCH } from './vector-index/pgvector/dialect'

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

/** Every setting, with its default and its bounds. The one reader of process.env in the server. */
const EnvSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: count(3000, 0, 65_535),
  /** Where the instance is reached from outside; decides Secure cookies and link forms. Default: HOST and PORT. */
  PUBLIC_URL: url(/^https?$/),
  /** Other names under which the instance answers, by commas; without port. */
  ALLOWED_HOSTS: names,
  /** Over https: browsers are told to use it for all names below this one too. */
  HSTS_SUBDOMAINS: z.stringbool().default(false),
  DATA_DIR: z.string().min(1).default('.data'),
  /** Kept free on the disk of DATA_DIR: uploads, imports and builds of the index stop before it is touched. */
  DISK_RESERVE_BYTES: count(96 * 1024 ** 2, 0, 2 ** 40),
  /** open: guests read and ask for recommendations. private: a service token (or a sign-in) is needed. */
  ACCESS: z.enum(['open', 'private']).optional(),
  /** Shared with internal tools; kept in DATA_DIR/service-secret where it is not set. */
  SERVICE_SECRET: z.string().min(32).optional(),
  TRUST_PROXY_HOPS: count(0, 0, 8),
  /** web: pages and API, no jobs. worker: jobs, and of HTTP only health and metrics. all: both. */
  ROLE: z.enum(['web', 'worker', 'all']).default('all'),
  /** A process with ROLE=worker takes the processor time that others leave (nice(2)): somebody waits for a page. */
  WORKER_NICENESS: count(15, 0, 19),
  /** Sign the session cookie: the first, or all by commas to verify. Kept in DATA_DIR/session-secrets where not set. */
  SESSION_SECRETS: z.string().min(32).optional(),
  /** Without a visit for so long, a browser is a new guest. Browsers keep no cookie longer than 400 days. */
  SESSION_DAYS: count(180, 1, 400),
  /** A sign-in lasts so long at most, however often its session is used. */
  SESSION_MAX_DAYS: count(30, 1, 400),
  SESSION_ROTATE_HOURS: count(24, 1, 9600),
  /** Seal the tokens of signed-in users: the first, or all by commas to open. Kept in DATA_DIR/token-keys where not set. */
  TOKEN_KEYS: z.string().min(43).optional(),
  /** Spotify ids, by commas, of the users who may change the catalog and the index from a browser. */
  OPERATOR_SPOTIFY_IDS: names,
  /** Spotify ids, by commas, of those whom ACCESS=private lets in besides operators; `*`: everybody who can sign in. */
  ALLOWED_SPOTIFY_IDS: names,
  /** New guests that are remembered, per address. */
  GUESTS_PER_HOUR: count(60, 1, 1_000_000),

  /** Clicks of one listener that count, the newest. */
  TASTE_MAX_CLICKS: count(500, 10, 5000),
  TASTE_CLICKS_PER_MINUTE: count(60, 1, 10_000),

  DATABASE_URL: url(/^postgres(ql)?$/),
  DATABASE_MAX_CONNECTIONS: count(10, 2, 200),
  DATABASE_CONNECT_TIMEOUT_SECONDS: count(10, 1, 120),
  REDIS_URL: url(/^rediss?$/),
  /** How long answers are kept; a change of the catalog or the index makes them anew anyway. 0: not at all. */
  RESULT_CACHE_SECONDS: count(3600, 0, 30 * 86_400),
  /** Memory for kept answers where there is no Redis. */
  RESULT_CACHE_BYTES: count(64 * 1024 ** 2, 1024, 2 ** 40),
  /** A Redis that takes longer is not waited for: the answer is computed. */
  RESULT_CACHE_TIMEOUT_MS: count(50, 1, 3000),

  SPOTIFY_CLIENT_ID: z.string().min(1).optional(),
  SPOTIFY_CLIENT_SECRET: z.string().min(1).optional(),
  SPOTIFY_ACCOUNTS_URL: outside('https://accounts.spotify.com'),
  SPOTIFY_API_URL: outside('https://api.spotify.com/v1'),
  SPOTIFY_REQUESTS_PER_SECOND: z.coerce.number().positive().max(1000).default(5),
  SPOTIFY_CONCURRENCY: count(2, 1, 32),
  /** Calls of one endpoint group in 24 hours; Spotify's own quota is unpublished. 0: no limit. */
  SPOTIFY_REQUESTS_PER_DAY: count(2000, 0, 100_000_000),
  /** Other limits for single groups: `search=1/500 playlists=2/3000` (a second, a day). */
  SPOTIFY_GROUP_LIMITS: GroupLimitsText,
  SPOTIFY_TIMEOUT_MS: count(10_000, 100, 120_000),
  SPOTIFY_MAX_RETRIES: count(3, 0, 10),
  /** How long tracks and pages of unchanged playlists are kept. 0: not at all. */
  SPOTIFY_CACHE_SECONDS: count(86_400, 0, 30 * 86_400),
  /** How long it is kept that Spotify does not know something. */
  SPOTIFY_NEGATIVE_SECONDS: count(600, 0, 86_400),
  /** Memory for what is kept of Spotify where there is no Redis. */
  SPOTIFY_CACHE_BYTES: count(32 * 1024 ** 2, 1024, 2 ** 40),
  /** A job waits so long for the end of a quota or a rate limit; a longer stop ends it with the time to come back. */
  SPOTIFY_PATIENCE_SECONDS: count(900, 0, 7 * 86_400),
  /** How long others wait for a process that died while it read a playlist or a file. A living one extends it. */
  INGEST_LOCK_MS: count(10_000, 1000, 600_000),
  /** follow: short links (spotify.link) are asked where they lead. refuse: whoever pastes one is told what to do. */
  SHORT_LINKS: z.enum(['follow', 'refuse']).default('follow'),
  /** Metadata of Spotify that is older is asked for again, every night at REFRESH_AT with so many calls at most. */
  METADATA_MAX_AGE_DAYS: count(30, 1, 3650),
  REFRESH_BUDGET_CALLS: count(300, 0, 1_000_000),
  /** Local time, or off. */
  REFRESH_AT: timeOfDay('04:40'),
  /** Local time of the daily backup into DATA_DIR/backups, or off; so many are kept. */
  BACKUP_AT: timeOfDay('off'),
  BACKUP_KEEP: count(7, 1, 1000),
  /** What nothing refreshed for so long, and nobody uses, is removed. */
  METADATA_KEEP_DAYS: count(90, 2, 3650),
  /** Finished jobs and their reports. */
  JOB_KEEP_DAYS: count(90, 1, 3650),
  PLAYLIST_MAX_ITEMS: count(10_000, 1, 100_000),

  /** Lines of a pasted list that are searched at Spotify at most; each is a call or two. */
  PASTE_MAX_SEARCHES: count(50, 0, 500),

  /** Who is asked how tracks sound, in this order: spotify, spotify-analysis, reccobeats, deezer, itunes; or none. */
  FEATURE_SOURCES: SourceNames.default(['spotify', 'reccobeats', 'deezer']),
  /** Of one call to ReccoBeats, Deezer or iTunes, and of one preview. */
  FEATURE_TIMEOUT_MS: count(10_000, 100, 120_000),
  FEATURE_MAX_RETRIES: count(2, 0, 10),
  /** A track that would wait longer for its turn goes to the next source. */
  FEATURE_MAX_WAIT_MS: count(60_000, 0, 3_600_000),
  RECCOBEATS_URL: outside('https://api.reccobeats.com/v1'),
  RECCOBEATS_REQUESTS_PER_SECOND: z.coerce.number().positive().max(1000).default(2),
  DEEZER_URL: outside('https://api.deezer.com'),
  /** Deezer allows 50 in 5 s per address. */
  DEEZER_REQUESTS_PER_SECOND: z.coerce.number().positive().max(1000).default(5),
  ITUNES_URL: outside('https://itunes.apple.com'),
  /** Above some 20 iTunes refuses for a while. */
  ITUNES_REQUESTS_PER_MINUTE: z.coerce.number().positive().max(60_000).default(20),
  /** The shop that is searched, ISO 3166-1. */
  ITUNES_COUNTRY: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be two letters such as US')
    .transform((text) => text.toUpperCase())
    .default('US'),
  PREVIEW_MAX_BYTES: count(8 * 1024 * 1024, 1024, 64 * 1024 * 1024),
  /** Previews under way at once: fetched, or waiting for a thread of AUDIO_THREADS. */
  PREVIEW_CONCURRENCY: count(4, 1, 64),

  SANDBOX_TRACKS: count(2000, 0, 1_000_000),
  /** Default: 60, more where the catalog is large. */
  SANDBOX_PLAYLISTS: z.coerce.number().int().min(1).max(10_000).optional(),
  SANDBOX_SEED: count(1, 0, 2 ** 31 - 1),
  SANDBOX_PORT: count(0, 0, 65_535),
  /** The kind of app that the sandbox takes Segue for. */
  SANDBOX_APP: z.enum(['dev-new', 'dev-old', 'extended']).default('extended'),
  /** What goes wrong there: `rate-limit:1=0.01 quota:5@playlistsx1+7 premium@audio`; docs/operating.md. */
  SANDBOX_FAULTS: FaultText,

  /** Tracks that the summary of the catalog draws its distributions from at most; counts are of all. */
  SUMMARY_SAMPLE: count(30_000, 100, 1_000_000),

  INDEX_THREADS: count(2, 1, 64),
  INDEX_QUEUE: count(256, 1, 100_000),
  /** Searches that came at the same time go to FAISS in one call, up to this many rows. 1: each by itself. */
  INDEX_BATCH_MAX: count(64, 1, 4096),
  INDEX_TIMEOUT_MS: count(5000, 10, 600_000),
  /** Above this many tracks the index is approximate (IndexIVFFlat), below it is exact. */
  INDEX_EXACT_MAX: count(200_000, 0, 100_000_000),
  INDEX_RECALL_TARGET: z.coerce.number().min(0.5).max(1).default(0.98),
  INDEX_KEEP_VERSIONS: count(3, 1, 100),
  /** Time for comparing a new index version with the one in use before it takes over. 0: it is not compared. */
  INDEX_GATE_SECONDS: count(60, 0, 3600),
  /** Measures each new index version on the instance's own playlists; some seconds of one core. */
  EVALUATE_AFTER_BUILD: z.stringbool().default(true),
  /** Local time of the nightly rebuild, once for all processes; or off. */
  INDEX_REBUILD_AT: timeOfDay('03:30'),
  /** How often changes are looked for besides being told of them. */
  INDEX_POLL_MS: count(5000, 50, 600_000),
  /** Between two looks at a catalog that a job fills. */
  INDEX_GROWING_REST_MS: count(350, 0, 600_000),

  /** Where vectors are searched: in this process (FAISS), or in a database with pgvector's type. */
  VECTOR_STORE: z.enum(['faiss', 'pgvector']).default('faiss'),
  /** The database of the vectors. Default: DATABASE_URL. */
  VECTOR_DATABASE_URL: url(/^postgres(ql)?$/),
  VECTOR_DIALECT: z.enum(['auto', ...DIALECT_NAMES]).default('auto'),
  /** Searches at once; two more connections build and append. */
  VECTOR_MAX_CONNECTIONS: count(10, 1, 200),
  /** Up to this many tracks every vector is compared; above there is a vector index. */
  VECTOR_EXACT_MAX: count(10_000, 0, 10_000_000),
  /** The least hnsw.ef_search (CockroachDB: beam size); a build raises it until INDEX_RECALL_TARGET is reached. */
  VECTOR_EF_SEARCH: count(80, 1, MAX_EF_SEARCH),
  /** maintenance_work_mem of a build: a graph that fits into it is built many times faster. */
  VECTOR_BUILD_MEMORY_MB: count(256, 64, 1_000_000),

  /** Jobs of this process at once: they wait for the network and the database most of the time. */
  JOB_CONCURRENCY: count(2, 1, 64),
  /** Jobs of all processes at once that ask Spotify. */
  JOB_SPOTIFY_CONCURRENCY: count(4, 1, 1000),
  /** Jobs that wait for their turn; more are told to come back. */
  JOB_QUEUE: count(1000, 1, 1_000_000),
  /** How often jobs are looked for besides being told of them. */
  JOB_POLL_MS: count(2000, 50, 60_000),
  /** A job whose process says nothing for so long is taken up by another. */
  JOB_SILENT_SECONDS: count(30, 1, 3600),
  /** Attempts that may break off before a job is given up; waiting for a quota is none. */
  JOB_MAX_ATTEMPTS: count(5, 1, 100),
  /** Before the second attempt; each further one waits three times as long, five minutes at most. */
  JOB_RETRY_SECONDS: count(2, 1, 300),
  /** A job that would wait longer, from when it was asked for, is given up. */
  JOB_MAX_WAIT_HOURS: count(72, 1, 720),
  /** How long running jobs may take to stop when the process is stopped; then they are given back as they are. */
  JOB_STOP_MS: count(5000, 0, 120_000),
  /** Each step of a job waits so long at most for requests under way; not for older ones. 0: jobs do not give way. */
  JOB_GIVE_WAY_MS: count(50, 0, 1000),

  /** Decodes what Segue does not: a name on the PATH or a path; off: never started. */
  FFMPEG_PATH: z.string().min(1).default('ffmpeg'),
  AUDIO_THREADS: count(2, 1, 64),
  /** Analyses that wait for a thread; more are told to come back. */
  AUDIO_QUEUE: count(16, 1, 10_000),
  /** Of one analysis, its waiting included. */
  AUDIO_TIMEOUT_MS: count(60_000, 100, 600_000),
  /** JavaScript heap of one thread; samples lie outside of it, bounded by the length of what is analysed. */
  AUDIO_HEAP_MB: count(256, 64, 8192),
  CLIP_MAX_BYTES: count(16 * 1024 * 1024, 1024, 256 * 1024 * 1024),
  CLIP_MAX_SECONDS: count(600, 1, 600),
  /** Clips on their way in at once, each in memory. */
  CLIP_UPLOADS: count(8, 1, 1000),
  CLIP_UPLOAD_TIMEOUT_MS: count(60_000, 100, 600_000),

  /** What is kept of how a job went on, for those who watch: the newest events of a job, and for how long. */
  JOB_EVENTS_MAX: count(1000, 10, 100_000),
  JOB_EVENTS_HOURS: count(24, 1, 8760),
  /** Open streams of this process, and of one address in it; more are told to come back. */
  WATCH_MAX: count(500, 1, 100_000),
  WATCH_MAX_PER_ADDRESS: count(20, 1, 10_000),

  IMPORT_MAX_BYTES: count(2 * 1024 ** 3, 1024, 2 ** 40),
  /** Bytes of files that are kept until they are imported: of one user (or the instance), and of everybody. */
  UPLOADS_PER_USER_BYTES: count(4 * 1024 ** 3, 1024, 2 ** 40),
  UPLOADS_MAX_BYTES: count(8 * 1024 ** 3, 1024, 2 ** 42),
  /** Forms with a file of tracks on their way in at once; their files go to disk. */
  IMPORT_UPLOADS: count(4, 1, 1000),
  /** Imports that one signed-in user may have queued or under way; more are refused until one is over. */
  IMPORTS_PER_USER: count(5, 1, 1000),
  /** Without a byte for this long such a form is given up. */
  IMPORT_IDLE_TIMEOUT_MS: count(60_000, 100, 600_000),
  BODY_MAX_BYTES: count(1024 * 1024, 1024, 2 ** 30),
  /** For a form, JSON or a call to arrive whole. */
  BODY_TIMEOUT_MS: count(30_000, 100, 600_000),
  /** Files that arrive more slowly are given up; the first BODY_TIMEOUT_MS are not counted. */
  UPLOAD_MIN_BYTES_PER_SECOND: count(8192, 1, 2 ** 30),
  RATE_LIMIT_PER_MINUTE: count(600, 1, 1_000_000),
  DRAIN_TIMEOUT_MS: count(10_000, 0, 120_000),
})

export type Env = z.infer<typeof EnvSchema>

/** Where programs are looked for; no setting of Segue's. */
export const readSearchPath = (): string | undefined => process.env['PATH']

/**
 * The settings of this process, defaults filled in. An empty text counts as not set.
 * Throws DomainError CONFIG_INVALID that names each setting which is wrong.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = EnvSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new DomainError('CONFIG_INVALID', `These settings are not valid: ${wrong.join('; ')}.`)
}

/** True where pages are reached by https. */
export function isSecure({ PUBLIC_URL }: Pick<Env, 'PUBLIC_URL'>): boolean {
  return PUBLIC_URL?.startsWith('https:') ?? false
}

/** Guests read and ask for recommendations. */
export function isOpen(env: Pick<Env, 'ACCESS' | 'HOST' | 'PUBLIC_URL'>): boolean {
  return (env.ACCESS ?? (isLocal(env) ? 'open' : 'private')) === 'open'
}

/** True where only this machine reaches the instance: it listens here only, and nothing says that others come by a proxy. */
export function isLocal({ HOST, PUBLIC_URL }: Pick<Env, 'HOST' | 'PUBLIC_URL'>): boolean {
  return isLoopbackHost(HOST) && (PUBLIC_URL === undefined || isLoopbackHost(new URL(PUBLIC_URL).hostname))
}

/** The names under which the instance answers besides those of its own machine, and whether it does under any address. */
export function readHostRules({ HOST, PUBLIC_URL, ALLOWED_HOSTS }: Env) {
  const names = [HOST, ...ALLOWED_HOSTS, ...(PUBLIC_URL === undefined ? [] : [new URL(PUBLIC_URL).hostname])]
  return {
    names: new Set(names.map((name) => name.toLowerCase().replace(/^\[|\]$/g, ''))),
    anyAddress: HOST === '0.0.0.0' || HOST === '::',
  }
}
