import { parseArgs } from 'node:util'
import { startServer } from './server.mjs'

/**
 * How free the event loop of the web process stays while people ask for recommendations: `callers` requests at a time
 * for `seconds`, each for another track, then the delay that the process itself measured (perf_hooks, 10 ms timer:
 * an idle loop reads about 10 ms).
 * @param {string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      tracks: { type: 'string', default: '2000' },
      callers: { type: 'string', default: '16' },
      seconds: { type: 'string', default: '10' },
      port: { type: 'string', default: '3199' },
    },
  })
  const tracks = Number(values.tracks)
  const callers = Number(values.callers)
  const seconds = Number(values.seconds)
  const server = await startServer({ tracks, port: Number(values.port) })
  try {
    const ids = await listTrackIds(server.url)
    const idle = await readDelay(server.url, 2000)
    const latencies = await load(server, ids, callers, seconds * 1000)
    const loaded = await readDelay(server.url)
    return {
      benchmark: 'event-loop',
      tracks,
      callers,
      seconds,
      requests: latencies.length,
      requestsPerSecond: Math.round(latencies.length / seconds),
      latencyMs: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
      eventLoopDelayMs: { idle, loaded },
      p99Below30Ms: loaded.p99 < 30,
    }
  } finally {
    await server.stop()
  }
}

/** @param {string} url */
async function listTrackIds(url) {
  const response = await fetch(`${url}/api/trpc/track.ids?input=${encodeURIComponent('{"limit":2000}')}`)
  return [...(await response.text()).matchAll(/"([0-9A-Za-z]{22})"/g)].map((match) => match[1] ?? '')
}

/**
 * Latencies in ms of every request that `callers` loops got through in `ms`; a failed request ends the benchmark.
 * @param {{ url: string, token: () => Promise<string> }} server @param {string[]} ids @param {number} callers @param {number} ms
 */
async function load(server, ids, callers, ms) {
  /** @type {number[]} */
  const latencies = []
  const end = performance.now() + ms
  let next = 0
  const caller = async () => {
    while (performance.now() < end) {
      const url = `https://open.spotify.com/track/${ids[next++ % ids.length]}`
      const authorization = `Bearer ${await server.token()}`
      const startedAt = performance.now()
      const response = await fetch(`${server.url}/api/recommend`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ url, k: 10 }),
      })
      await response.arrayBuffer()
      if (!response.ok) throw new Error(`A request failed with status ${response.status}.`)
      latencies.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return latencies.sort((a, b) => a - b)
}

/**
 * Event-loop delay since the last reading, in ms; reading resets it. With `waitMs` it is reset, then measured so long.
 * @param {string} url @param {number} [waitMs]
 */
export async function readDelay(url, waitMs) {
  if (waitMs !== undefined) {
    await fetch(`${url}/metrics`).then((response) => response.text())
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  const text = await (await fetch(`${url}/metrics`)).text()
  const read = (/** @type {string} */ name) =>
    Number(
      (
        Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, 'm').exec(text)?.[1]) * 1000
      ).toFixed(2),
    )
  return { p50: read('p50'), p99: read('p99'), max: read('max') }
}

/** @param {number[]} sorted @param {number} q */
function quantile(sorted, q) {
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN).toFixed(1))
}
