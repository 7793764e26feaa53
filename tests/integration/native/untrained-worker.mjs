import { parentPort, workerData } from 'node:worker_threads'
import { as, createIndex, loadAddon, toIds } from './support.mjs'

// Loads the binding beside other threads that do the same, and asks of an index what it cannot do yet.
/** @type {{ addon: string }} */
const { addon } = as(workerData)
const binding = loadAddon(addon)
binding.Index.setNumThreads(1)
const untrained = binding.Index.fromFactory(4, 'IVF4,Flat', 0)
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

const trained = createIndex(binding, 'ivf', 4)
trained.addWithIds(one, toIds(1, 7))
parentPort?.postMessage({
  search: getMessage(() => untrained.search(one, 1)),
  add: getMessage(() => {
    untrained.addWithIds(one, toIds(1))
  }),
  found: trained.search(one, 1).labels[0],
})
