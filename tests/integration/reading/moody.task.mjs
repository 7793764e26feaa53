/**
 * Stands for the reading of a file where it goes wrong: the name of the file says how. Each gives one block before.
 * @param {{ filename: string, port: import('node:worker_threads').MessagePort }} task
 */
export async function readFile({ filename, port }) {
  const note = { kind: 'note', text: 'before' }
  const events = { count: 1, features: [], numbers: new Float64Array(0), texts: [], unread: new Map() }
  port.postMessage({ kind: 'block', events: { ...events, others: new Map([[0, note]]) } })
  await new Promise((resolve) => port.once('message', resolve))
  if (filename === 'hungry') for (const hoard = []; ;) hoard.push(new Array(100_000).fill({}))
  if (filename === 'endless') for (;;);
  if (filename === 'gone') process.exit(3)
  port.postMessage({ kind: 'done' })
  port.close()
}
