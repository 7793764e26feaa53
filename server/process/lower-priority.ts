import { readdirSync } from 'node:fs'
import { setPriority } from 'node:os'

const OWN_THREADS = '/proc/self/task'

/**
 * Lowers the priority of this process by `niceness` (nice(2)). Linux keeps it for each thread, and node has started some
 * that collect garbage and compile before any of our code runs; threads that come later take it from whoever starts them.
 */
export function lowerPriority(niceness: number): void {
  setPriority(niceness)
  if (process.platform !== 'linux') return
  for (const thread of readdirSync(OWN_THREADS)) lower(Number(thread), niceness)
}

/** A thread may end between the listing and now. */
function lower(thread: number, niceness: number): void {
  try {
    setPriority(thread, niceness)
  } catch {
    return
  }
}
