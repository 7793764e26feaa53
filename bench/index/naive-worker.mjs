import { createRequire } from 'node:module'
import { workerData } from 'node:worker_threads'
import { as } from './as.mjs'

/**
 * The published binding's way of asking: plain arrays in and out, each number converted by itself, one query a task.
 * (nprobe is set all the same: without it the published binding finds a third of the neighbours.)
 */
/** @type {{ addon: string, file: string, nprobe: number | null }} */
const { addon, file, nprobe } = as(workerData)
/** @type {import('../../workers/native/faiss').FaissBinding} */
const { Index } = as(createRequire(import.meta.url)(addon))
Index.setNumThreads(1)
const index = Index.read(file)

/** @param {{ query: number[], k: number }} task */
export default function search({ query, k }) {
  const x = new Float32Array(query.length)
  for (let i = 0; i < query.length; i++) x[i] = query[i] ?? 0
  const { distances, labels } = index.search(x, k, nprobe === null ? {} : { nprobe })
  return { distances: Array.from(distances), labels: Array.from(labels, (label) => Number(label)) }
}
