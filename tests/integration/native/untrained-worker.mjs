import { parentPort, workerData } from 'node:worker_threads'
import { as, createIndex, loadAddons, toIds } from './support.mjs'

// Loads the addons beside other threads that do the same, and asks of an index what it cannot do yet.
/** @type {{ addons: string }} */
const { addons } = as(workerData)
const { faiss, indexes } = loadAddons(addons)
indexes.setNumThreads(1)
const untrained = faiss.Index.fromFactory(4, 'IVF4,Flat', 0)
const one = Float32Array.of(1, 0, 0, 0)

/** @param {() => unknown} act */
function getMessage(act) {
  try {
    act()
    return 'no error'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const trained = createIndex(faiss, 'inverted lists', 4)
trained.addWithIds(one, toIds(1, 7))
parentPort?.postMessage({
  add: getMessage(() => {
    untrained.addWithIds(one, toIds(1))
  }),
  open: getMessage(() => indexes.open('/no/such/index.faiss')),
  found: trained.search(one, 1).labels[0],
})
