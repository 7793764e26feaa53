import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse'
import { loadFeedback } from './feedback/segue.mjs'

/**
 * Whether likes and dislikes help, by simulated listeners on a table with a label column: each starts from a song, likes
 * what shares a label with it, and sees batch after batch (`simulateFeedback`, on the functions that requests use). Once
 * with what is heard alone, once with the release year, as the catalog ranks.
 * @param {string[]} args
 */
export async function run(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      label: { type: 'string', default: 'playlist_subgenre' },
      queries: { type: 'string', default: '1500' },
      seed: { type: 'string', default: '1' },
      pool: { type: 'string', default: '1500' },
    },
  })
  const [file] = positionals
  if (file === undefined) throw new Error('Name a table of tracks with a column of labels: -- feedback FILE')
  const segue = await loadFeedback()
  const labels = await readLabels(file, values.label)
  const options = { seed: Number(values.seed), queries: Number(values.queries), pool: Number(values.pool) }
  /** @type {Record<string, unknown>} */
  const report = { file, ...options, batches: 4, batchSize: 10 }
  for (const era of [false, true]) {
    const songs = await segue.readSongs(createReadStream(file), { filename: file, labels, era })
    const startedAt = performance.now()
    const found = segue.simulateFeedback(songs, { ...options, batches: 4, batchSize: 10 })
    const seconds = (performance.now() - startedAt) / 1000
    report.songs = songs.members.length
    report[era ? 'with year' : 'audio alone'] = {
      without: found.without.map(toText),
      with: found.with.map(toText),
      gain: toText(found.gain),
      lift: Number(found.lift.toFixed(3)),
      seconds: Number(seconds.toFixed(1)),
    }
  }
  return report
}

/** @param {{ value: number, low: number, high: number }} figure */
const toText = ({ value, low, high }) => `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`

/** The labels of each track id. @param {string} file @param {string} column */
async function readLabels(file, column) {
  /** @type {Map<string, Set<string>>} */
  const labels = new Map()
  /** @type {AsyncIterable<Record<string, string | undefined>>} */
  const rows = createReadStream(file).pipe(parse({ columns: true, relax_quotes: true }))
  for await (const { track_id: id, [column]: label } of rows) {
    if (label === undefined) throw new Error(`${file} has no column ${column}.`)
    if (id === undefined) throw new Error(`${file} has no column track_id.`)
    labels.set(id, (labels.get(id) ?? new Set()).add(label))
  }
  return labels
}
