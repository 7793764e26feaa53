import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { kinds } from './native/support.mjs'

const toPath = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const addons = toPath('../../build/native')

interface ThreadsReport {
  kind: string
  threads: { searches: number; wrong: number }[]
  slowestMs: number
  missing: number
}

/** What the thread posts; rejects when it dies first. */
async function askUntrained(): Promise<unknown> {
  const worker = new Worker(toPath('./native/untrained-worker.mjs'), { workerData: { addons } })
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  } finally {
    await worker.terminate()
  }
}

test('four threads load the addons at once and get errors, not aborts, from an untrained index', async () => {
  const answers = await Promise.all(Array.from({ length: 4 }, askUntrained))
  expect(answers).toHaveLength(4)
  for (const answer of answers) {
    expect(answer).toEqual({
      add: expect.stringContaining('is_trained') as string,
      open: expect.stringContaining('does not open') as string,
      found: 7n,
    })
  }
})

test('the addons work in a thread that starts after all others have ended', async () => {
  await askUntrained()
  expect(await askUntrained()).toMatchObject({ found: 7n })
})

test('three threads search an index while a fourth appends, and no read is torn', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    toPath('./native/threads-process.mjs'),
    addons,
  ])
  const reports = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ThreadsReport)
  expect(reports.map(({ kind }) => kind)).toEqual(kinds)
  for (const { threads, slowestMs, missing } of reports) {
    expect(threads).toHaveLength(3)
    for (const { searches, wrong } of threads) {
      expect(wrong).toBe(0)
      expect(searches).toBeGreaterThan(10)
    }
    expect(missing).toBe(0)
    // Three threads that search without a pause must not keep the appending one out.
    expect(slowestMs).toBeLessThan(2_000)
  }
})
