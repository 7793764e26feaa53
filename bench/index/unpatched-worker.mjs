import { createRequire } from 'node:module'
import { workerData } from 'node:worker_threads'
import { as } from './as.mjs'

/**
 * @typedef {{ search: (x: number[], k: number) => { distances: number[], labels: number[] } }} PublishedIndex
 * @type {{ addon: string, file: string }}
 */
const { addon, file } = as(workerData)
/** @type {{ Index: { read: (file: string) => PublishedIndex } }} */
const { Index } = as(createRequire(import.meta.url)(addon))
const index = Index.read(file)

/** @param {{ query: number[], k: number }} task */
export default function search({ query, k }) {
  return index.search(query, k)
}
