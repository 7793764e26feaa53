import { readFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from './client.mjs'
import { readDelay } from './answer/event-loop-delay.mjs'
import { recommend } from './ingest/recommend.mjs'
import { startSandbox } from './ingest/sandbox.mjs'
import { startServer } from './server.mjs'

const POLL_MS = 50

/**
 * Reads a playlist of `tracks` from a sandbox in a process of its own, as fast as that answers: tracks a second from the
 * start of the job to the last track that can be found, when the first can be found, the server's memory over idle, and
 * the latency of recommendations, `rate` a second, before and meanwhile. The server's own processor time says more than
 * seconds do on a machine that has other work. With `--worker` a process of its own does the job (ROLE=worker), and
 * memory and processor time are that one's.
 * @param {string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      tracks: { type: 'string', default: '10000' },
      rate: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '30' },
      port: { type: 'string', default: '3199' },
      worker: { type: 'boolean', default: false },
    },
  })
  const [cpu] = cpus()
  const sandbox = await startSandbox(Number(values.tracks))
  try {
    const report = await measure(sandbox, {
      rate: Number(values.rate),
      seconds: Number(values.seconds),
      port: Number(values.port),
      worker: values.worker,
    })
    const machine = { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version }
    return { benchmark: 'ingest', machine, loadAverage: loadavg(), ...report }
  } finally {
    await sandbox.stop()
  }
}

/** @param {import('./ingest/sandbox.mjs').Sandbox} sandbox @param {{ rate: number, seconds: number, port: number, worker: boolean }} options */
async function measure(sandbox, { rate, seconds, port, worker }) {
  const server = await startServer({
    tracks: 0,
    port,
    worker,
    env: sandbox.env,
  })
  try {
    const client = await createClient(server)
    const busy = server.workerPid ?? server.pid
    const [small, large] = sandbox.playlists
    if (!small || !large) throw new Error('The sandbox has no two playlists.')
    await ingest(client, small.id)
    // A web process hears of what a worker stored a moment after the job is over.
    while ((await countLive(client)) === 0) await sleep(POLL_MS)
    const { ids } = await client.track.ids.query({ limit: 500 })
    await recommend(server, ids, rate, sleep(2000))
    const quiet = await recommend(server, ids, rate, sleep(seconds * 1000))
    const idleMb = await readMemory(busy)
    const before = await countLive(client)

    const watched = watchMemory(busy)
    const cpuBefore = await readCpuSeconds(busy)
    await readDelay(server.url)
    const ingested = ingest(client, large.id, before)
    const [meanwhile, { job, firstMs }] = await Promise.all([
      recommend(server, ids, rate, ingested),
      ingested,
    ])
    const peakMb = await watched.stop()
    const cpuSeconds = Number(((await readCpuSeconds(busy)) - cpuBefore).toFixed(2))
    const eventLoopDelayMs = await readDelay(server.url)
    const tookSeconds = (Date.parse(job.finishedAt ?? '') - Date.parse(job.createdAt)) / 1000
    const { read = 0, added = 0, searchable = 0 } = job.report ?? {}
    return {
      tracks: { read, added, searchable, live: await countLive(client) },
      seconds: tookSeconds,
      tracksPerSecond: Math.round(read / tookSeconds),
      cpuSeconds,
      eventLoopDelayMs,
      firstSearchableMs: firstMs,
      memoryMb: { idle: idleMb, peak: peakMb, over: peakMb - idleMb },
      recommend: { rate, quiet, meanwhile, p99Ratio: Number((meanwhile.p99 / quiet.p99).toFixed(2)) },
    }
  } finally {
    await server.stop()
  }
}

/** @typedef {import('../server/client').SegueClient} Client */

/** Starts a job, and follows it to its end; `firstMs` is when a track more than `before` could be found. @param {Client} client @param {string} id */
async function ingest(client, id, before = 0) {
  const startedAt = performance.now()
  const opened = await client.link.open.mutate({ url: `https://open.spotify.com/playlist/${id}` })
  if (opened.kind !== 'playlist' || opened.jobId === null) throw new Error('The link names no playlist.')
  /** @type {number | null} */
  let firstMs = null
  for (;;) {
    await sleep(POLL_MS)
    const job = await client.job.get.query({ id: opened.jobId })
    if (firstMs === null && (await countLive(client)) > before) {
      firstMs = Math.round(performance.now() - startedAt)
    }
    if (job.state === 'failed') throw new Error(`The job failed: ${job.error?.message ?? 'no reason given'}`)
    if (job.state === 'done') return { job, firstMs }
  }
}

/** @param {Client} client */
const countLive = async (client) => (await client.index.status.query()).live

/** The largest resident memory from now on, in MB. @param {number | undefined} pid */
function watchMemory(pid) {
  const state = { peak: 0, over: false }
  const watching = (async () => {
    while (!state.over) {
      state.peak = Math.max(state.peak, await readMemory(pid))
      await sleep(POLL_MS)
    }
  })()
  const stop = async () => {
    state.over = true
    await watching
    return state.peak
  }
  return { stop }
}

/** Resident memory in MB; Linux alone tells it. @param {number | undefined} pid */
async function readMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) / 1024)
}

/** Processor time that a process has used, in seconds; Linux alone tells it. @param {number | undefined} pid */
async function readCpuSeconds(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // Behind the name, which may hold anything: fields 14 and 15, in hundredths.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
