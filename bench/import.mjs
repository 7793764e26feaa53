import { openAsBlob } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from './client.mjs'
import { writeTracks } from './import/write-tracks.mjs'
import { startServer } from './server.mjs'

const POLL_MS = 200
const FIT_WAIT_MS = 60_000

/**
 * Imports a file twice into an empty server of its own: rows a second from the start of the job to its end, when every
 * track of it is searchable; the largest memory of the server process (not of PostgreSQL's), and the index versions that
 * were made. Of each FILE, or of a generated table of `--rows` tracks.
 * @param {string[]} args
 */
export async function run(args) {
  const { values, positionals: files } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rows: { type: 'string', default: '100000' },
      port: { type: 'string', default: '3199' },
    },
  })
  const port = Number(values.port)
  const [cpu] = cpus()
  const report = {
    benchmark: 'import',
    machine: { cpu: cpu?.model ?? 'unknown', cores: cpus().length, node: process.version },
    loadAverageBefore: loadavg(),
    /** @type {unknown[]} */
    files: [],
  }
  if (files.length === 0) report.files.push(await measureGenerated(Number(values.rows), port))
  for (const file of files) report.files.push(await measure(resolve(file), port))
  return { ...report, loadAverage: loadavg() }
}

/** @param {number} rows @param {number} port */
async function measureGenerated(rows, port) {
  const folder = await mkdtemp(join(tmpdir(), 'segue-bench-'))
  try {
    const file = join(folder, `${rows} tracks.csv`)
    await writeTracks(file, rows)
    return await measure(file, port)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param {string} file @param {number} port */
async function measure(file, port) {
  // An evaluation of the first import would run beside the second.
  const env = { EVALUATE_AFTER_BUILD: 'false' }
  const server = await startServer({ tracks: 0, port, env })
  try {
    const client = await createClient(server)
    const memoryBefore = await readPeakMemory(server.pid)
    const importOnce = async () => {
      const blob = await openAsBlob(file)
      const { id } = await client.import.file.mutate(blob, nameFile(basename(file)))
      const job = await followJob(client, id)
      const { versions, live } = await client.index.status.query()
      const seconds = (Date.parse(job.finishedAt ?? '') - Date.parse(job.createdAt)) / 1000
      const { read = 0, added, updated, unchanged, merged, skipped } = job.report ?? {}
      return {
        seconds,
        rowsPerSecond: Math.round(read / seconds),
        report: { read, added, updated, unchanged, merged, skipped },
        searchable: live,
        newestIndexVersion: Math.max(0, ...versions.map(({ version }) => version)),
        peakMemoryMb: await readPeakMemory(server.pid),
      }
    }
    const [first, second] = [await importOnce(), await importOnce()]
    return { file: basename(file), memoryBefore, first, second, afterwards: await waitForFit(client) }
  } finally {
    await server.stop()
  }
}

/** Waits as tools and pages do, at the stream of the job's events. @param {import('../server/client').SegueClient} client @param {string} id */
export async function followJob(client, id) {
  await new Promise((resolve, reject) => {
    const onComplete = () => resolve(null)
    client.job.watch.subscribe({ id }, { onComplete, onError: reject })
  })
  const job = await client.job.get.query({ id })
  if (job.state === 'done') return job
  throw new Error(`The import ended as ${job.state}: ${job.error?.message ?? 'no reason given'}`)
}

/** What `describeFile` of the client's bundle gives. @param {string} filename */
export const nameFile = (filename) => ({
  context: { headers: { 'x-segue-filename': encodeURIComponent(filename) } },
})

/** The space is fitted to the grown catalog once, behind the import. @param {import('../server/client').SegueClient} client */
export async function waitForFit(client) {
  const deadline = Date.now() + FIT_WAIT_MS
  for (;;) {
    const { versions, current, live } = await client.index.status.query()
    const fitted = current?.count === live
    if (fitted || Date.now() > deadline) {
      return {
        fitted,
        indexVersions: versions.map(({ version, state, count }) => ({ version, state, count })),
      }
    }
    await sleep(POLL_MS)
  }
}

/** The largest resident memory a process has had, in MB; Linux alone tells it. @param {number | undefined} pid */
async function readPeakMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(status)?.[1]
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
}
