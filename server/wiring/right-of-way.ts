import path from 'node:path'
import type { Env } from './env'
import { openRequestBoard } from '../process/request-board'
import { createRightOfWay } from '../jobs/right-of-way'

/** Who goes first: requests of this process, and of all that share its DATA_DIR, before the jobs of any of them. */
export function openRightOfWay(env: Env, dataDir: string, closers: (() => Promise<unknown>)[]) {
  const maxMs = env.limits.jobGiveWayMs
  if (maxMs === 0) return createRightOfWay({ maxMs })
  const board = openRequestBoard(path.join(dataDir, 'requests'))
  closers.push(() => {
    board.close()
    return Promise.resolve()
  })
  return createRightOfWay({ maxMs, board })
}
