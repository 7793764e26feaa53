import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { inRoot } from '../../scripts/lib/paths.mjs'
import { as } from './as.mjs'

/** Debian's python3-faiss belongs to Debian's python, whatever else the PATH has. */
const PYTHON =
  process.env.PYTHON ?? ['/usr/bin/python3', 'python3'].find((path) => existsSync(path)) ?? 'python3'

/**
 * Python FAISS as a process that answers one JSON line to one JSON line; null where it is not installed.
 * @returns {Promise<null | { ask: (request: object) => Promise<Record<string, number>>, stop: () => void }>}
 */
export async function startPythonFaiss() {
  const child = spawn(PYTHON, [inRoot('bench', 'index', 'python_faiss.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  /** @param {object} request */
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const line = await lines.next()
    if (line.done) throw new Error('Python FAISS ended; its message stands above.')
    /** @type {Record<string, number>} */
    const answer = as(JSON.parse(line.value))
    return answer
  }
  const hello = await lines.next()
  if (hello.done) return null
  return { ask, stop: () => child.kill() }
}
