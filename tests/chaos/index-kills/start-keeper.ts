import { inRoot } from '../../../scripts/lib/paths.mjs'
import type { KeeperEvent, KeeperTask } from './keeper-events'
import { bundleProcess, startProcess } from '../support/child-process'

export type KeeperProcess = ReturnType<typeof startKeeper>

export async function bundleKeeper(): Promise<void> {
  await bundleProcess('index-kills/keeper-process.ts')
}

/** Starts a process that keeps an index, and reads what it says. */
export function startKeeper(task: Omit<KeeperTask, 'indexTask'>) {
  const indexTask = inRoot('build', 'workers', 'index.task.mjs')
  const bundle = inRoot('build', 'tests', 'keeper-process.mjs')
  const started = startProcess<KeeperEvent>(bundle, { ...task, indexTask })
  return { ...started, committed: () => started.find('committed').map(({ count }) => count) }
}
