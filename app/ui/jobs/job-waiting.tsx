import { formatLeft } from './job-words'
import { useSecondsLeft } from './use-seconds-left'
import type { Waiting } from '~server/domain/job'

/** How long a job still waits, counted down; the reason stands before it. */
export function JobWaiting({ waiting, now }: { waiting: Waiting; now: string }) {
  return <p className="job__left">{formatLeft(useSecondsLeft(waiting.until, now))}</p>
}
