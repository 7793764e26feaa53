import type { LoggedEvent, ProgressLog } from '../../catalog/ports'
import type { WakeHub } from './wake-hub'

/** Events read at once. */
const BATCH = 200
/** A follower looks this often without being woken; being woken is best effort. */
const LOOK_MS = 1000

/**
 * One step of following: an event; a gap, where events that were asked for are no longer kept and `after` is where it
 * goes on; or quiet, when everything there is has been given (`reachable` false: the log could not be asked).
 */
export type FollowStep =
  ({ kind: 'event' } & LoggedEvent) | { kind: 'gap'; after: string } | { kind: 'quiet'; reachable: boolean }

type Deps = { log: Pick<ProgressLog, 'read' | 'findLast'>; hub: WakeHub }

/** Gives the events of a job behind `after`, in order and each once, as they come, until the signal aborts. */
export async function* followLog(
  { log, hub }: Deps,
  jobId: string,
  after: string,
  signal: AbortSignal,
): AsyncGenerator<FollowStep> {
  const bell = hub.attend(jobId)
  let position = after
  try {
    while (!signal.aborted) {
      bell.rearm()
      const found = await log.read(jobId, position, BATCH).catch(() => null)
      if (found?.gap) {
        const last = await log.findLast(jobId).catch(() => null)
        if (last !== null) {
          position = last
          yield { kind: 'gap', after: last }
          continue
        }
      }
      for (const { id, event } of found?.gap ? [] : (found?.events ?? [])) {
        position = id
        yield { kind: 'event', id, event }
      }
      if (found?.events.length === BATCH) continue
      yield { kind: 'quiet', reachable: found !== null }
      await bell.sleep(LOOK_MS, signal)
    }
  } finally {
    bell.leave()
  }
}
