import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from './quantile.mjs'

/**
 * Asks for recommendations at a steady rate, whether or not the ones before are answered, until `until` is over.
 * @param {Awaited<ReturnType<typeof import('../server.mjs').startServer>>} server @param {string[]} ids @param {number} rate @param {Promise<unknown>} until
 */
export async function recommend(server, ids, rate, until) {
  /** @type {number[]} */
  const latencies = []
  /** @type {Set<Promise<void>>} */
  const asked = new Set()
  /** @type {unknown[]} */
  const failures = []
  const state = { over: rate === 0 }
  const watch = until.finally(() => (state.over = true))
  const ask = async (/** @type {string | undefined} */ id) => {
    const authorization = `Bearer ${await server.token()}`
    const startedAt = performance.now()
    const response = await fetch(`${server.url}/api/recommend`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ url: `https://open.spotify.com/track/${id}`, k: 10 }),
    })
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`A recommendation failed with status ${response.status}.`)
    latencies.push(performance.now() - startedAt)
  }
  const beginning = performance.now()
  for (let i = 0; !state.over; i++) {
    const answer = ask(ids[i % ids.length])
      .catch((/** @type {unknown} */ error) => void failures.push(error))
      .finally(() => asked.delete(answer))
    asked.add(answer)
    await sleep(Math.max(0, beginning + ((i + 1) * 1000) / rate - performance.now()))
  }
  await Promise.all([watch, ...asked])
  if (failures.length > 0) throw failures[0]
  latencies.sort((a, b) => a - b)
  return { requests: latencies.length, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }
}
