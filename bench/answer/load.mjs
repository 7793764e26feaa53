import { Agent, request } from 'node:http'

/** @typedef {{ method?: 'GET' | 'POST', url: string, body?: object, headers?: Record<string, string> }} Question */

/**
 * Puts questions with so many callers at a time: requests a second, latencies in ms and bytes of an answer. A request that
 * fails ends the benchmark.
 * @param {(n: number) => Question} questionOf @param {{ callers: number, seconds: number }} options
 */
export async function load(questionOf, { callers, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: callers })
  /** @type {number[]} */
  const latencies = []
  let bytes = 0
  let next = 0
  const startedAt = performance.now()
  const end = startedAt + seconds * 1000
  const caller = async () => {
    while (performance.now() < end) {
      const began = performance.now()
      const size = await ask(questionOf(next++), agent)
      bytes += size
      latencies.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const took = (performance.now() - startedAt) / 1000
  agent.destroy()
  latencies.sort((a, b) => a - b)
  const at = (/** @type {number} */ q) =>
    Number((latencies[Math.floor(latencies.length * q)] ?? 0).toFixed(2))
  return {
    requestsPerSecond: Number((latencies.length / took).toFixed(1)),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    kilobytes: Number((bytes / latencies.length / 1000).toFixed(1)),
  }
}

/** Bytes of the answer. @param {Question} question @param {Agent} agent @returns {Promise<number>} */
function ask({ method = 'GET', url, body, headers = {} }, agent) {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const type = text === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...type, ...headers } }, (response) => {
      let bytes = 0
      response.on('data', (/** @type {Buffer} */ part) => (bytes += part.length))
      response.on('end', () => {
        if (response.statusCode === 200) resolve(bytes)
        else reject(new Error(`${url} answered with status ${response.statusCode}.`))
      })
    })
    sent.on('error', reject)
    sent.end(text)
  })
}
