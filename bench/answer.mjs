import { openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readDelay } from './answer/event-loop-delay.mjs'
import { load } from './answer/load.mjs'
import { startPeer } from './answer/peer.mjs'
import { readStages } from './answer/stages.mjs'
import { createClient } from './client.mjs'
import { followJob, nameFile, waitForFit } from './import.mjs'
import { writeTracks } from './import/write-tracks.mjs'
import { loadSegue } from './index/segue.mjs'
import { startServer } from './server.mjs'

const CALLERS = [1, 16, 64]

/**
 * What people wait for, beside the smallest thing that somebody would write instead (answer/peer.py), over the same tracks
 * and in turns: answers that are computed, answers that are kept, the page of a track and the front page. `ratio` compares
 * with the peer: requests a second (more is better) and the median (less is better). `stages` divides the time of the
 * main thread while it computes answers.
 * @param {string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      tracks: { type: 'string', default: '28000' },
      seconds: { type: 'string', default: '6' },
      port: { type: 'string', default: '3199' },
    },
  })
  const tracks = Number(values.tracks)
  const seconds = Number(values.seconds)
  const port = Number(values.port)
  const folder = await mkdtemp(join(tmpdir(), 'segue-bench-'))
  const server = await startServer({
    ...{ tracks: 0, port, ownDatabase: true },
    nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'],
    env: {
      RESULT_CACHE_SECONDS: '0',
      RATE_LIMIT_PER_MINUTE: '1000000',
      EVALUATE_AFTER_BUILD: 'false',
      IMPORT_MAX_BYTES: String(2 ** 30),
    },
  })
  let report
  try {
    await fill(server, folder, tracks)
    const ids = await listIds(server.url)
    const { DIMENSIONS } = await loadSegue()
    const peer = await startPeer({
      databaseUrl: server.databaseUrl ?? '',
      port: port + 2,
      dimensions: DIMENSIONS,
    })
    try {
      report = await compare({ segue: server.url, peer: peer.url }, ids, seconds)
    } finally {
      await peer.stop()
    }
  } finally {
    await server.stop()
  }
  const stages = await readStages(folder)
  await rm(folder, { recursive: true, force: true })
  const [cpu] = cpus()
  const machine = { cpu: cpu?.model ?? 'unknown', cores: cpus().length, load: loadavg() }
  return { benchmark: 'answer', machine, tracks, seconds, ...report, stages }
}

/** @param {Awaited<ReturnType<typeof startServer>>} server @param {string} folder @param {number} tracks */
async function fill(server, folder, tracks) {
  const file = join(folder, 'tracks.csv')
  await writeTracks(file, tracks)
  const client = await createClient(server)
  const { id } = await client.import.file.mutate(await openAsBlob(file), nameFile('tracks.csv'))
  await followJob(client, id)
  await waitForFit(client)
}

/** @param {{ segue: string, peer: string }} urls @param {string[]} ids @param {number} seconds */
async function compare({ segue, peer }, ids, seconds) {
  const idOf = (/** @type {number} */ n) => ids[(n * 7919) % ids.length] ?? ''
  /** @type {Record<string, (n: number) => import('./answer/load.mjs').Question>} */
  const questions = {
    peer: (n) => ({ method: 'POST', url: `${peer}/recommend`, body: { id: idOf(n), k: 10 } }),
    segue: (n) => ({
      method: 'POST',
      url: `${segue}/api/recommend`,
      body: { url: `https://open.spotify.com/track/${idOf(n)}`, k: 10 },
    }),
    continue: (n) => ({
      method: 'POST',
      url: `${segue}/api/recommend`,
      body: { seeds: Array.from({ length: 10 }, (_, i) => idOf(10 * n + i)), mode: 'continue', k: 10 },
    }),
    journey: (n) => ({
      method: 'POST',
      url: `${segue}/api/journey`,
      body: { from: idOf(2 * n), to: idOf(2 * n + 1), length: 12 },
    }),
    page: (n) => ({ url: `${segue}/t/${idOf(n)}` }),
    front: () => ({ url: `${segue}/` }),
  }
  const ask = (/** @type {string} */ name, /** @type {number} */ callers, time = seconds) =>
    load(questions[name] ?? (() => ({ url: segue })), { callers, seconds: time })
  for (const name of Object.keys(questions)) await ask(name, 2, seconds / 3)
  const api = []
  for (const callers of CALLERS) {
    await readDelay(segue)
    const ours = await ask('segue', callers)
    const eventLoopDelayMs = await readDelay(segue)
    const theirs = await ask('peer', callers)
    api.push({ callers, segue: { ...ours, eventLoopDelayMs }, peer: theirs, ratio: toRatio(ours, theirs) })
  }
  return {
    api,
    continueWithTen: await ask('continue', 1),
    journeyOfTwelve: await ask('journey', 1),
    page: await ask('page', 4),
    front: await ask('front', 4),
  }
}

/** @typedef {Record<'requestsPerSecond' | 'p50Ms' | 'p99Ms', number>} Figures */
/** @param {Figures} ours @param {Figures} theirs */
const toRatio = (ours, theirs) => ({
  requestsPerSecond: Number((ours.requestsPerSecond / theirs.requestsPerSecond).toFixed(2)),
  p50: Number((ours.p50Ms / theirs.p50Ms).toFixed(2)),
  p99: Number((ours.p99Ms / theirs.p99Ms).toFixed(2)),
})

/** @param {string} url */
async function listIds(url) {
  const response = await fetch(`${url}/api/trpc/track.ids?input=${encodeURIComponent('{"limit":2000}')}`)
  return [...(await response.text()).matchAll(/"([0-9A-Za-z]{22})"/g)].map((match) => match[1] ?? '')
}
