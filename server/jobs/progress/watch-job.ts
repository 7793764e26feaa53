import { isActiveJob, type Job } from '../../domain/job'
import { LOG_START, type JobEvent, type TrackFailure, type WatchPosition } from '../../domain/job-event'
import { followLog } from './follow-log'
import type { LoggedEvent, ProgressLog } from '../../catalog/ports'
import type { WakeHub } from './wake-hub'

export type WatchJobDeps = {
  /** Throws JOB_NOT_FOUND for a job that is not there, or is not the watcher's to see. */
  getJob: (id: string) => Promise<Job>
  listFailures: (id: string, limit: number) => Promise<TrackFailure[]>
  /** False where the watcher may see how a job goes on, and not what is in it. */
  showsFailures: boolean
  log: Pick<ProgressLog, 'read' | 'findLast'>
  hub: WakeHub
}

export type WatchedEvent = { position: WatchPosition; event: JobEvent }

/** Failures that a snapshot names; a page shows the rest from the job itself. */
const SNAPSHOT_FAILURES = 100
const REST_BATCH = 200

/**
 * What happens to a job from `from` on, or from now on, with the job as it stands first. The row says what is true of
 * a job, the log how it came about: where the log has lost events, cannot be asked, or was never told that the job
 * ended (its process died), the watcher gets the row as one event. Ends with the job, or with the signal.
 * Throws JOB_NOT_FOUND before the first event.
 */
export async function watchJob(
  deps: WatchJobDeps,
  id: string,
  from: WatchPosition | null,
  signal: AbortSignal,
): Promise<AsyncIterable<WatchedEvent>> {
  const job = await deps.getJob(id)
  return watch(deps, job, from, signal)
}

async function* watch(
  deps: WatchJobDeps,
  job: Job,
  from: WatchPosition | null,
  signal: AbortSignal,
): AsyncGenerator<WatchedEvent> {
  const { id } = job
  // Before the row is read again, so that what comes in between is told twice rather than never.
  let { after, state } = from ?? { after: await deps.log.findLast(id).catch(() => LOG_START), state: null }
  const last: { event: JobEvent | null } = { event: null }
  const tell = (told: JobEvent): WatchedEvent => {
    const event = deps.showsFailures ? told : { ...told, failures: [] }
    last.event = event
    state = event.state
    return { position: { after, state: event.state }, event }
  }
  const snapshot = async () => tell(toEvent(await deps.getJob(id), await listFailures(deps, id)))

  if (from === null) {
    const first = await snapshot()
    yield first
    if (!isActiveJob(first.event)) return
  }
  for await (const step of followLog(deps, id, after, signal)) {
    if (step.kind === 'event') {
      after = step.id
      yield tell(step.event)
    } else if (step.kind === 'gap') {
      after = step.after
      yield await snapshot()
    } else {
      const now = await deps.getJob(id)
      const isNews = step.reachable ? now.state !== state : !last.event || differs(last.event, now)
      if (isNews && !isActiveJob(now)) {
        // What was told between the last look at the log and the end.
        for await (const last of readRest(deps.log, id, after)) {
          after = last.id
          yield tell(last.event)
        }
      }
      if (isNews) yield await snapshot()
    }
    if (step.kind !== 'event' && state !== null && !isActiveJob({ state })) return
  }
}

/** What the log has behind `after`; nothing where it cannot be asked, for the row says how it ended. */
async function* readRest(log: WatchJobDeps['log'], id: string, after: string): AsyncGenerator<LoggedEvent> {
  for (let position = after; ;) {
    const { events } = await log.read(id, position, REST_BATCH).catch(() => ({ events: [] }))
    yield* events
    position = events.at(-1)?.id ?? position
    if (events.length < REST_BATCH) return
  }
}

async function listFailures(deps: WatchJobDeps, id: string): Promise<TrackFailure[]> {
  return deps.listFailures(id, SNAPSHOT_FAILURES)
}

function differs(told: JobEvent, job: Job): boolean {
  return (
    told.state !== job.state ||
    told.stage !== job.stage ||
    told.done !== job.done ||
    told.total !== job.total ||
    told.waiting?.until !== job.waiting?.until
  )
}

function toEvent(job: Job, failures: TrackFailure[]): JobEvent {
  const { state, stage, done, total, rate, etaSeconds, waiting } = job
  return {
    at: new Date().toISOString(),
    state,
    stage,
    done,
    total,
    rate,
    etaSeconds,
    waiting,
    failures,
  }
}
