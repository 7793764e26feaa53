import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { inRoot } from '../../scripts/lib/paths.mjs'
import { as } from './as.mjs'
import { BUNDLE, INDEX_TASK } from './segue.mjs'

const THREADS = [1, 2, 4]
const SEARCHES = 4000
/** Young generations grow while they find their size, by more than a small index takes. */
const FLAGS = ['--expose-gc', '--max-semi-space-size=1']

/**
 * What an index takes beyond what the process takes anyway, and how long its file is loaded, at several numbers of
 * threads; each in a process of its own.
 * @param {{ small: object, large: object, rawBytes: number, k: number }} options
 */
export async function measureMemory({ small, large, rawBytes, k }) {
  const results = []
  for (const threads of THREADS) {
    const task = { bundle: BUNDLE, indexTask: INDEX_TASK, threads, small, large, searches: SEARCHES, k }
    const script = inRoot('bench', 'index', 'memory-process.mjs')
    const { stdout } = await promisify(execFile)(process.execPath, [...FLAGS, script, JSON.stringify(task)])
    /** @type {{ bytes: number, loadMs: number }} */
    const { bytes, loadMs } = as(JSON.parse(stdout))
    results.push({ threads, bytes, toRaw: Number((bytes / rawBytes).toFixed(3)), loadMs })
  }
  return results
}
