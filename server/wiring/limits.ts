import { z } from 'zod'

/** Times and sizes that nobody who runs Segue has to decide. */
const LIMITS = {
  /** A process with ROLE=worker takes the processor time that others leave (nice(2)): somebody waits for a page. */
  workerNiceness: 15,
  /** Without a visit for so long, a browser is a new guest. Browsers keep no cookie longer than 400 days. */
  sessionDays: 180,
  /** A sign-in lasts so long at most, however often its session is used. */
  sessionMaxDays: 30,
  sessionRotateHours: 24,
  /** New guests that are remembered, per address. */
  guestsPerHour: 60,
  /** Clicks of one listener that count, the newest. */
  tasteMaxClicks: 500,
  tasteClicksPerMinute: 60,
  databaseConnectTimeoutSeconds: 10,
  /** Memory for kept answers where there is no Redis. */
  resultCacheBytes: 64 * 1024 ** 2,
  /** A Redis that takes longer is not waited for: the answer is computed. */
  resultCacheTimeoutMs: 50,
  spotifyTimeoutMs: 10_000,
  spotifyMaxRetries: 3,
  /** How long tracks and pages of unchanged playlists are kept. 0: not at all. */
  spotifyCacheSeconds: 86_400,
  /** How long it is kept that Spotify does not know something. */
  spotifyNegativeSeconds: 600,
  /** Memory for what is kept of Spotify where there is no Redis. */
  spotifyCacheBytes: 32 * 1024 ** 2,
  /** A job waits so long for the end of a quota or a rate limit; a longer stop ends it with the time to come back. */
  spotifyPatienceSeconds: 900,
  /** How long others wait for a process that died while it read a playlist or a file. A living one extends it. */
  ingestLockMs: 10_000,
  /** Lines of a pasted list that are searched at Spotify at most; each is a call or two. */
  pasteMaxSearches: 50,
  /** Of one call to ReccoBeats, Deezer or iTunes, and of one preview. */
  featureTimeoutMs: 10_000,
  featureMaxRetries: 2,
  /** A track that would wait longer for its turn goes to the next source. */
  featureMaxWaitMs: 60_000,
  reccobeatsRequestsPerSecond: 2,
  deezerUrl: 'https://api.deezer.com',
  /** Deezer allows 50 in 5 s per address. */
  deezerRequestsPerSecond: 5,
  itunesUrl: 'https://itunes.apple.com',
  /** Above some 20 iTunes refuses for a while. */
  itunesRequestsPerMinute: 20,
  previewMaxBytes: 8 * 1024 * 1024,
  /** Previews under way at once: fetched, or waiting for a thread of AUDIO_THREADS. */
  previewConcurrency: 4,
  sandboxSeed: 1,
  sandboxPort: 0,
  /** Tracks that the summary of the catalog draws its distributions from at most; counts are of all. */
  summarySample: 30_000,
  indexQueue: 256,
  /** Searches that came at the same time go to FAISS in one call, up to this many rows. 1: each by itself. */
  indexBatchMax: 64,
  indexTimeoutMs: 5000,
  indexRecallTarget: 0.98,
  indexKeepVersions: 3,
  /** How often changes are looked for besides being told of them. */
  indexPollMs: 5000,
  /** Between two looks at a catalog that a job fills. */
  indexGrowingRestMs: 350,
  /** Searches at once; two more connections build and append. */
  vectorMaxConnections: 10,
  /** Up to this many tracks every vector is compared; above there is a vector index. */
  vectorExactMax: 10_000,
  /** The least hnsw.ef_search (CockroachDB: beam size); a build raises it until indexRecallTarget is reached. */
  vectorEfSearch: 80,
  /** maintenance_work_mem of a build: a graph that fits into it is built many times faster. */
  vectorBuildMemoryMb: 256,
  /** Analyses that wait for a thread; more are told to come back. */
  audioQueue: 16,
  /** Of one analysis, its waiting included. */
  audioTimeoutMs: 60_000,
  /** JavaScript heap of one thread; samples lie outside of it, bounded by the length of what is analysed. */
  audioHeapMb: 256,
  clipMaxSeconds: 600,
  /** Clips on their way in at once, each in memory. */
  clipUploads: 8,
  clipUploadTimeoutMs: 60_000,
  /** Open streams of this process, and of one address in it; more are told to come back. */
  watchMax: 500,
  watchMaxPerAddress: 20,
  /** Bytes of files of one user (or the instance) that are kept until they are imported; of all, see UPLOADS_MAX_BYTES. */
  uploadsPerUserBytes: 4 * 1024 ** 3,
  /** Forms with a file of tracks on their way in at once; their files go to disk. */
  importUploads: 4,
  /** Without a byte for this long such a form is given up. */
  importIdleTimeoutMs: 60_000,
  bodyMaxBytes: 1024 * 1024,
  /** For a form, JSON or a call to arrive whole. */
  bodyTimeoutMs: 30_000,
  /** Files that arrive more slowly are given up; the first bodyTimeoutMs are not counted. */
  uploadMinBytesPerSecond: 8192,
  drainTimeoutMs: 10_000,
  clipMaxBytes: 16 * 1024 * 1024,
  /** Imports that one signed-in user may have queued or under way; more are refused until one is over. */
  importsPerUser: 5,
  /** Jobs that wait for their turn; more are told to come back. */
  jobQueue: 1000,
  /** How often jobs are looked for besides being told of them. */
  jobPollMs: 2000,
  /** A job whose process says nothing for so long is taken up by another. */
  jobSilentSeconds: 30,
  /** Attempts that may break off before a job is given up; waiting for a quota is none. */
  jobMaxAttempts: 5,
  /** Before the second attempt; each further one waits three times as long, five minutes at most. */
  jobRetrySeconds: 2,
  /** A job that would wait longer, from when it was asked for, is given up. */
  jobMaxWaitHours: 72,
  /** How long running jobs may take to stop when the process is stopped; then they are given back as they are. */
  jobStopMs: 5000,
  /** What is kept of how a job went on, for those who watch: the newest events of a job, and for how long. */
  jobEventsMax: 1000,
  jobEventsHours: 24,
}

export type Limits = typeof LIMITS

/** Those that tests shorten or widen: BODY_TIMEOUT_MS by TEST_BODY_TIMEOUT_MS. */
const FOR_TESTS = [
  'audioQueue',
  'bodyTimeoutMs',
  'clipMaxBytes',
  'clipMaxSeconds',
  'clipUploadTimeoutMs',
  'databaseConnectTimeoutSeconds',
  'drainTimeoutMs',
  'guestsPerHour',
  'importIdleTimeoutMs',
  'importUploads',
  'importsPerUser',
  'indexPollMs',
  'ingestLockMs',
  'jobMaxAttempts',
  'jobPollMs',
  'jobRetrySeconds',
  'jobSilentSeconds',
  'reccobeatsRequestsPerSecond',
  'resultCacheTimeoutMs',
  'spotifyMaxRetries',
  'spotifyTimeoutMs',
  'tasteClicksPerMinute',
  'tasteMaxClicks',
  'uploadMinBytesPerSecond',
  'vectorExactMax',
  'watchMaxPerAddress',
] as const satisfies readonly (keyof Limits)[]

const TestValue = z.coerce.number().nonnegative().optional()

/** The limits, as `read` finds other values of some for tests. */
export function readLimits(read: (name: string, schema: z.ZodType) => unknown): Limits {
  const changed = FOR_TESTS.map((key) => {
    const name = `TEST_${key.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`
    return [key, read(name, TestValue) ?? LIMITS[key]] as const
  })
  return { ...LIMITS, ...(Object.fromEntries(changed) as Partial<Limits>) }
}
