import { setUp } from '../scripts/setup/index.mjs'

/** Benchmarks by name: `npm run bench -- NAME`. Each prints one JSON document. */
const BENCHMARKS = {
  answer: () => import('./answer.mjs'),
  ingest: () => import('./ingest.mjs'),
  audio: () => import('./audio.mjs'),
  feedback: () => import('./feedback.mjs'),
  import: () => import('./import.mjs'),
  progress: () => import('./progress.mjs'),
  rebuild: () => import('./rebuild.mjs'),
  tempo: () => import('./tempo.mjs'),
  'vector-store': () => import('./vector-store.mjs'),
}

const [name = '', ...rest] = process.argv.slice(2)
const load = Object.hasOwn(BENCHMARKS, name)
  ? BENCHMARKS[/** @type {keyof typeof BENCHMARKS} */ (name)]
  : null
if (load === null) {
  process.stderr.write(`Usage: npm run bench -- ${Object.keys(BENCHMARKS).join('|')}\n`)
  process.exit(2)
}
// stdout is for the document alone.
await setUp({ stream: process.stderr })
const { run } = await load()
process.stdout.write(`${JSON.stringify(await run(rest), null, 2)}\n`)
