import type { Server } from 'node:http'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ServerBuild } from '@remix-run/node'
import type { Express } from 'express'
import { createContainer, type Container } from './wiring/container'
import { SANDBOX_MEDIA_PATH } from './wiring/spotify'
import { isLocal, isOpen, isSecure, readEnv, readHostRules, type Env } from './wiring/env'
import { createApp } from './http/app'
import { createGetLoadContext } from './http/load-context'
import { createPages } from './http/routes/pages'
import { createRefuseData } from './http/refuse-data'
import { createOpenStreams, type OpenStreams } from './http/limits/open-streams'
import { createUploads } from './http/routes/uploads'
import { createWorkerApp } from './http/worker-app'
import { lowerPriority } from './process/lower-priority'
import type { IndexReading } from './observability/index-metrics'
import { createLogger, type Logger } from './observability/logger'
import { createMetrics } from './observability/metrics'
import { createEnding } from './process/ending'
import { receiveHandover, tellReady } from './process/supervisor'
import { hearTimes } from './observability/relayed-times'
import { listen, tryPort } from './http/listen'
import { createRates } from './redis/rates'
import { toKnownError } from './postgres/database-error'
import { seedCatalog } from './ingestion/seed-catalog'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

const IDLE_CHECK_MS = 100
/** For what closes after requests and jobs have ended; PostgreSQL writes what it has in memory. */
const CLOSE_TIMEOUT_MS = 30_000
/** Bodies of full length in memory at once. */
const HELD_BODIES = 64
const HELD_BODIES_PER_ADDRESS = 16
const BODY_IDLE_MS = 10_000
/** Tools do the work of many people. */
const TOOL_FACTOR = 10
/** Tokens of one address that are none. */
const FAILURES_PER_MINUTE = 60

async function main(): Promise<void> {
  const beside = await receiveHandover()
  const env = readEnv()
  const log = createLogger({
    level: env.process.logLevel,
    readable: process.stdout.isTTY,
    ...(beside !== null && { about: { process: 'worker' } }),
  })
  if (env.process.role === 'worker') lowerPriority(env.limits.workerNiceness)
  await tryPort(env)
  const ending = createEnding(log, env.limits.drainTimeoutMs + env.limits.jobStopMs + CLOSE_TIMEOUT_MS)
  const container = await createContainer(env, log, ending, beside)
  try {
    const streams = createOpenStreams({
      max: env.limits.watchMax,
      maxPerAddress: env.limits.watchMaxPerAddress,
    })
    const app = env.process.role === 'worker' ? buildWorkerApp : buildApp
    const server = await listen(await app(env, log, container, streams), env)
    ending.drainBy(() => drain(server, container, streams, env))
    if (beside === null) announce(server, container, env)
    if (env.process.role === 'web') hearTimes(container.jobMetrics)
    tellReady(container.handover)
    if (env.process.role !== 'worker') await seed(container, log)
  } catch (error) {
    await container.close()
    throw error
  }
}

/** A newcomer's catalog is filled; a database that is away at this moment ends no server that runs. */
async function seed({ tracks, startIngestion, spotify }: Container, log: Logger): Promise<void> {
  const deps = { countCatalog: () => tracks.countCatalog(), ingestPlaylist: startIngestion }
  await seedCatalog(deps, spotify.seedPlaylists).catch((err: unknown) => {
    log.warn({ err }, 'the catalog was not filled')
  })
}

async function buildApp(env: Env, log: Logger, container: Container, streams: OpenStreams) {
  const openAccess = isOpen(env)
  const { services, toDomainError: toKnown, verifyToken, listeners, readiness, accounts } = container
  const build = (await import(pathToFileURL(path.join(root, 'build/index.js')).href)) as ServerBuild
  const readClipForm = container.clips.readForm
  const readImportForm = container.importIntake.readForm
  const guestsMayImport = openAccess && isLocal(env)
  const uploads = createUploads({
    pace: {
      idleMs: env.limits.importIdleTimeoutMs,
      graceMs: env.limits.bodyTimeoutMs,
      bytesPerSecond: env.limits.uploadMinBytesPerSecond,
    },
    max: { import: env.limits.importUploads, clip: env.limits.clipUploads },
  })
  const getLoadContext = createGetLoadContext({
    services,
    openAccess,
    toDomainError: toKnown,
    readClipForm,
    guestsMayImport,
    readImportForm,
    uploads,
    signIn: { oauth: accounts.signIn, refusal: accounts.refusal, publicUrl: env.http.publicUrl },
  })
  return createApp({
    services,
    verifyToken,
    listeners,
    readiness,
    toDomainError: toKnown,
    pages: createPages({ build, mode: env.process.nodeEnv, getLoadContext }),
    refuseData: createRefuseData({ build, mode: env.process.nodeEnv }),
    log,
    metrics: createAllMetrics(env, container),
    publicDir: path.join(root, 'public'),
    openAccess,
    sandboxMedia: container.spotify.media && { path: SANDBOX_MEDIA_PATH, handle: container.spotify.media },
    local: isLocal(env),
    ...readTransport(env),
    bodyMaxBytes: env.limits.bodyMaxBytes,
    bodies: {
      maxBytes: env.limits.bodyMaxBytes,
      pace: { idleMs: BODY_IDLE_MS, graceMs: env.limits.bodyTimeoutMs, bytesPerSecond: Infinity },
      maxHeld: HELD_BODIES * env.limits.bodyMaxBytes,
      maxHeldPerAddress: HELD_BODIES_PER_ADDRESS * env.limits.bodyMaxBytes,
    },
    uploads,
    readClipForm,
    guestsMayImport,
    readImportForm,
    rates: createRequestRates(env, log, container),
    streams,
  })
}

/** What a process shows that does jobs and nothing else. */
function buildWorkerApp(env: Env, log: Logger, container: Container): Promise<Express> {
  const { toDomainError: toKnown, verifyToken, readiness } = container
  return Promise.resolve(
    createWorkerApp({
      verifyToken,
      readiness,
      toDomainError: toKnown,
      log,
      metrics: createAllMetrics(env, container),
      local: isLocal(env),
      openAccess: isOpen(env),
      ...readTransport(env),
      rates: createRequestRates(env, log, container),
    }),
  )
}

/** What requests may take, in points: by address, by account and by service token. */
function createRequestRates(env: Env, log: Logger, { redis }: Container) {
  const own = { points: env.http.rateLimitPerMinute, seconds: 60 }
  return createRates(
    {
      address: own,
      user: own,
      token: { points: TOOL_FACTOR * own.points, seconds: 60 },
      failure: { points: Math.min(FAILURES_PER_MINUTE, own.points), seconds: 60 },
      guest: { points: env.limits.guestsPerHour, seconds: 3600 },
    },
    { redis, log, timeoutMs: env.limits.resultCacheTimeoutMs },
  )
}

/** How the instance is reached. */
const readTransport = (env: Env) => ({
  secure: isSecure(env),
  hstsSubdomains: env.http.hstsSubdomains,
  trustProxyHops: env.http.trustProxyHops,
  hosts: readHostRules(env),
})

function createAllMetrics(env: Env, container: Container) {
  return createMetrics({
    queuedSearches: () => container.countQueued(),
    index: () => readIndex(container, env),
    resultCache: container.answers.cache.counts,
    jobs: { times: container.jobMetrics, count: () => container.jobs.rows.count() },
  })
}

function readIndex({ keeper }: Container, env: Env): IndexReading | null {
  const live = keeper.findLive()
  if (!live) return null
  const { version, kind, nlist, nprobe, recall, count: builtWith, createdAt: builtAt } = live.version
  const { count } = live
  const drift = live.drift.read()
  return {
    version,
    kind,
    count,
    builtWith,
    nlist,
    nprobe,
    recall,
    recallTarget: env.limits.indexRecallTarget,
    drift,
    builtAt,
  }
}

/** No new connections, requests under way finish, then everything closes in order. */
async function drain(server: Server, container: Container, streams: OpenStreams, env: Env): Promise<void> {
  streams.close()
  const forced = setTimeout(() => {
    server.closeAllConnections()
  }, env.limits.drainTimeoutMs)
  // A connection that falls idle later would otherwise keep us for its keep-alive time.
  const idle = setInterval(() => {
    server.closeIdleConnections()
  }, IDLE_CHECK_MS)
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeIdleConnections()
  })
  clearInterval(idle)
  clearTimeout(forced)
  await container.close()
}

function announce(server: Server, { spotify, redis }: Container, env: Env): void {
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : env.http.port
  const host = env.http.host.includes(':') ? `[${env.http.host}]` : env.http.host
  const lines = [
    `Segue is at http://${host}:${String(port)}`,
    `  Spotify   ${spotify.kind === 'sandbox' ? 'sandbox (set SPOTIFY_CLIENT_ID to connect the real one)' : 'connected'}`,
    `  Postgres  ${env.database.url ? 'DATABASE_URL' : `embedded, in ${env.process.dataDir}`}`,
    `  Role      ${env.process.role}`,
    `  Redis     ${redis ? 'REDIS_URL' : 'none (locks go through Postgres)'}`,
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}

main().catch((error: unknown) => {
  const known = toKnownError(error)
  const detail = known.code === 'INTERNAL' && error instanceof Error ? ` ${error.stack ?? error.message}` : ''
  process.stderr.write(`Segue did not start: ${known.message} ${known.hint}${detail}\n`)
  process.exit(1)
})
