import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from './client.mjs'
import { quantile } from './ingest/quantile.mjs'
import { recommend } from './ingest/recommend.mjs'
import { startSandbox } from './ingest/sandbox.mjs'
import { openFacts } from './progress/facts.mjs'
import { follow, openBrowser } from './progress/readers.mjs'
import { startRedis } from './progress/redis.mjs'
import { startServer } from './server.mjs'

/** What is promised: so long after the fact, a reader knows of it. */
const PROMISE_MS = 500
/** One call of playlists in thirty is told to wait a second. */
const FAULTS = 'rate-limit:1@playlists=0.03'
const WAIT_MS = 1000
/** Rows of a small file: two batches. */
const ROWS = 4000

/** @typedef {import('./progress/facts.mjs').Fact} Fact */
/** @typedef {import('./progress/readers.mjs').Told} Told */
/** @typedef {{ facts: Fact[], told: Told[] }} Watched */

/**
 * How long after the fact a reader of progress knows of it: that a batch is committed, that a wait begins, that a job is
 * over. Facts bear the time of the database (or of the sandbox that says "wait"), on the machine of those who read: a
 * program with an EventSource, and a page in Chromium once it has painted. Meanwhile a playlist of `tracks` is read,
 * small files are imported one after the other, and `rate` recommendations are asked for a second. Progress kept in
 * Redis and in Postgres, with one process and with a worker apart; `--log` and `--processes` choose of them.
 * @param {string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      tracks: { type: 'string', default: '10000' },
      rate: { type: 'string', default: '20' },
      port: { type: 'string', default: '3199' },
      log: { type: 'string', default: 'redis,postgres' },
      processes: { type: 'string', default: '1,2' },
    },
  })
  const [tracks, rate, port] = [Number(values.tracks), Number(values.rate), Number(values.port)]
  const [cpu] = cpus()
  const machine = { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version }
  const cases = []
  for (const log of values.log.split(',')) {
    for (const processes of values.processes.split(',').map(Number)) {
      const loadAverage = loadavg()
      cases.push({ log, processes, loadAverage, ...(await measure({ tracks, rate, port, log, processes })) })
    }
  }
  return { benchmark: 'progress', promiseMs: PROMISE_MS, machine, cases }
}

/** @param {{ tracks: number, rate: number, port: number, log: string, processes: number }} options */
async function measure({ tracks, rate, port, log, processes }) {
  /** @type {import('./ingest/sandbox.mjs').Refusal[]} */
  const refusals = []
  /** @type {(() => Promise<unknown>)[]} */
  const closers = []
  try {
    const onRefused = (/** @type {(typeof refusals)[number]} */ refusal) => refusals.push(refusal)
    const sandbox = await startSandbox(tracks, { faults: FAULTS, onRefused })
    closers.push(sandbox.stop)
    const redis = log === 'redis' ? await startRedis(port + 2) : null
    if (redis) closers.push(redis.stop)
    const server = await startServer({
      ...{ tracks: 0, port, worker: processes > 1, ownDatabase: true },
      env: { ...sandbox.env, JOB_CONCURRENCY: '3', ...(redis && { REDIS_URL: redis.url }) },
    })
    closers.push(server.stop)
    const facts = await openFacts(server.databaseUrl ?? '')
    closers.push(facts.close)
    const browser = await openBrowser(server.url)
    closers.push(browser.close)

    const client = await createClient(server)
    const [small, large] = sandbox.playlists
    if (!small || !large) throw new Error('The sandbox has no two playlists.')
    const first = await openPlaylist(client, small.id)
    await follow(server.url, first).over
    // The process that is asked may be a moment behind the one that did the job.
    while ((await client.index.status.query()).live === 0) await sleep(100)
    const { ids } = await client.track.ids.query({ limit: 500 })
    await recommend(server, ids, rate, sleep(2000))

    const job = await openPlaylist(client, large.id)
    const reading = follow(server.url, job)
    const page = await browser.open(job)
    const importing = importUntil(server, client, reading.over)
    const [load] = await Promise.all([recommend(server, ids, rate, reading.over), reading.over])
    const imports = await importing
    // What was painted last is noted a frame later.
    await sleep(PROMISE_MS)

    const all = await facts.read()
    const waits = refusals
      .filter(({ refused }) => refused.includes(large.id))
      .map(({ at }) => ({ job, kind: /** @type {const} */ ('waits'), done: 0, at }))
    const ofReading = [...all.filter((fact) => fact.job === job), ...waits]
    const ofImports = imports.map(({ job: id, told }) => ({
      facts: all.filter((fact) => fact.job === id),
      told,
    }))
    return {
      recommend: { rate, ...load },
      eventSource: judge([{ facts: ofReading, told: reading.told }, ...ofImports]),
      page: judge([{ facts: ofReading, told: await page.read() }]),
    }
  } finally {
    for (const close of closers.toReversed()) await close()
  }
}

/** @typedef {Awaited<ReturnType<typeof createClient>>} Client */

/** @param {Client} client @param {string} id */
async function openPlaylist(client, id) {
  const opened = await client.link.open.mutate({ url: `https://open.spotify.com/playlist/${id}` })
  if (opened.kind !== 'playlist' || opened.jobId === null) throw new Error('The link names no playlist.')
  return opened.jobId
}

/**
 * Imports small files, each after the one before, until `over`.
 * @param {{ url: string }} server @param {Client} client @param {Promise<unknown>} over
 */
async function importUntil(server, client, over) {
  const imports = []
  const state = { over: false }
  const watch = over.finally(() => (state.over = true))
  for (let number = 0; !state.over; number++) {
    const headers = { 'x-segue-filename': encodeURIComponent(`part ${number}.csv`) }
    const { id } = await client.import.file.mutate(makeFile(number), { context: { headers } })
    const { told, over: end } = follow(server.url, id)
    await end
    imports.push({ job: id, told })
  }
  await watch
  return imports
}

/** @param {number} number */
function makeFile(number) {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const id = `${number}x${row}`.padStart(22, '0')
    return `${id},Song ${row},Artist ${row % 97},${(row % 100) / 100},${60 + (row % 140)}`
  })
  return new Blob([['track_id,track_name,artists,energy,tempo', ...rows].join('\n')])
}

/** Latencies by kind of fact, over all that was watched. @param {Watched[]} watched */
function judge(watched) {
  const kinds = /** @type {const} */ (['stored', 'waits', 'ended'])
  return Object.fromEntries(kinds.map((kind) => [kind, summarise(watched, kind)]))
}

/** @param {Watched[]} watched @param {Fact['kind']} kind */
function summarise(watched, kind) {
  let missed = 0
  /** @type {number[]} */
  const late = []
  for (const { facts, told } of watched) {
    const since = told[0]?.receivedAt ?? Infinity
    for (const fact of facts) {
      // Whoever comes later is shown the job as it stands.
      if (fact.kind !== kind || fact.at < since) continue
      const teller = told.find(({ event }) => tells(event, fact))
      if (teller) late.push(teller.receivedAt - fact.at)
      else missed++
    }
  }
  late.sort((a, b) => a - b)
  const [p50, p99, max] = [quantile(late, 0.5), quantile(late, 0.99), quantile(late, 1)]
  return {
    facts: late.length,
    missed,
    ms: { p50, p99, max },
    p99ToPromise: ratio(p99),
    maxToPromise: ratio(max),
  }
}

/** @param {Told['event']} event @param {Fact} fact */
function tells(event, fact) {
  if (fact.kind === 'ended') return event.state === 'done'
  // A time of the event is in whole milliseconds.
  const isLater = Date.parse(event.at) >= Math.floor(fact.at)
  if (fact.kind === 'stored') return isLater && event.done >= fact.done
  return event.waiting !== null && Date.parse(event.waiting.until) >= Math.floor(fact.at) + WAIT_MS
}

/** @param {number} milliseconds */
const ratio = (milliseconds) => Number((milliseconds / PROMISE_MS).toFixed(2))
