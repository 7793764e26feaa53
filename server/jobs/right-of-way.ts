import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'

/** Lets work below a job go on when nobody waits for an answer; at once where it is called from anywhere else. */
export type GiveWay = () => Promise<void>

/** How the processes of one machine hear of each other's requests; times in ms since the epoch, 0 for none. */
export type RequestBoard = {
  /** When the newest request of this process that is under way began. */
  write: (beganAt: number) => void
  /** The same of all others, the latest. */
  read: () => number
}

export type RightOfWay = ReturnType<typeof createRightOfWay>

type Options = {
  /** A step of a job waits so long at most, and only for requests that are younger. 0: it does not wait. */
  maxMs: number
  board?: RequestBoard | null
  now?: () => number
}

/** How often it is looked whether the way is free: a hundredth of what a person notices. */
const LOOK_MS = 2
/** Where nobody has asked for so long, nobody is about, and a step begins at once. */
const ALONE_MS = 1000

/**
 * Requests go before jobs. A job and the requests of its machine share a few cores, and in one process a thread; what
 * a job does is therefore cut into steps of a few milliseconds, and each of them gives way to requests under way
 * before it begins. It waits a bounded time, and not for a request that lasts (an upload, a stream, a wait for a row that
 * the job itself holds), so that a job goes on under any load.
 */
export function createRightOfWay({ maxMs, board = null, now = Date.now }: Options) {
  const jobs = new AsyncLocalStorage<true>()
  const underWay = new Set<{ beganAt: number }>()
  let line: Promise<unknown> = Promise.resolve()

  const findNewest = (): number => {
    let newest = 0
    for (const { beganAt } of underWay) newest = Math.max(newest, beganAt)
    return newest
  }

  const isYoung = (beganAt: number): boolean => {
    const age = now() - beganAt
    return age >= 0 && age < maxMs
  }

  let seenAt = Number.NEGATIVE_INFINITY
  const isTaken = (): boolean => {
    const newest = Math.max(findNewest(), board?.read() ?? 0)
    if (newest > 0) seenAt = now()
    return isYoung(newest)
  }

  /** A turn of the event loop for each step, one after the other: who comes meanwhile is heard between two of them. */
  const takeTurn = (): Promise<unknown> => (line = line.then(() => turn()))

  return {
    /** A request has come; what it gives is called when that one is over, once or more often. */
    begin(): () => void {
      const request = { beganAt: now() }
      underWay.add(request)
      board?.write(request.beganAt)
      return () => {
        if (!underWay.delete(request)) return
        seenAt = now()
        board?.write(findNewest())
      }
    },

    /** Does `work` as a job does: what it runs gives way to requests. */
    asJob: <T>(work: () => Promise<T>): Promise<T> => jobs.run(true, work),

    /** Waits while a request is under way, where a job calls it. */
    giveWay: async (): Promise<void> => {
      if (maxMs === 0 || jobs.getStore() === undefined) return
      if (!isTaken() && now() - seenAt >= ALONE_MS) return
      const until = now() + maxMs
      for (;;) {
        await takeTurn()
        if (!isTaken() || now() >= until) return
        await sleep(LOOK_MS)
      }
    },
  }
}
