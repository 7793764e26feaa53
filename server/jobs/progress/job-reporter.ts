import type { Waiting } from '../../domain/job'
import type { TrackFailure } from '../../domain/job-event'
import { createRateMeter } from '../domain/progress-rate'
import type { Logger } from '../../observability/logger'
import type { Progress, ProgressLog } from '../../catalog/ports'

/** Progress is written at once, but this often at most, and at least this often while a job runs, as its sign of life. */
const WRITE_EVERY_MS = 250
const HEARTBEAT_MS = 10_000
/** Failures in one event; the rest goes with the next. */
const FAILURES_PER_EVENT = 100
/** Enough for MAX_TRACK_FAILURES that came at once. */
const MAX_LAST_TURNS = 12

/** How fast a job goes, and what it waits for. */
export type JobPace = { rate: number | null; waiting: Waiting | null }

/** Where the progress of a job is written. */
type JobRows = {
  progress: (id: string, stage: string, done: number, total: number | null, pace: JobPace) => Promise<unknown>
}

/** Where else a job says how it goes on, besides its row. */
export type Reporting = {
  events: Pick<ProgressLog, 'append'>
  saveFailures: (jobId: string, failures: readonly TrackFailure[]) => Promise<void>
}

type State = { stage: string; done: number; total: number | null; waiting: Waiting | null }

/**
 * Collects progress and writes the newest state in its own rhythm, so that a loop over tracks never waits for SQL: to
 * the row first, which is what is true, then to the log, which is who watches. What could not be written is tried again.
 */
export function createJobReporter(
  jobs: JobRows,
  id: string,
  log: Logger,
  reporting: Reporting | null = null,
) {
  const meter = createRateMeter()
  const latest: State = { stage: 'waiting', done: 0, total: null, waiting: null }
  let unsaved: TrackFailure[] = []
  let untold: TrackFailure[] = []
  let writtenAt = 0
  let changed = false
  let warned = false
  let busy = false
  let stopped = false
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  async function writeState(isNews: boolean): Promise<void> {
    const at = new Date().toISOString()
    const { stage, done, total, waiting } = latest
    const { rate, etaSeconds } = meter.read(secondsUntil(waiting))
    await jobs.progress(id, stage, done, total, { rate, waiting })
    if (!reporting) return
    const saving = [...unsaved]
    await reporting.saveFailures(id, saving)
    unsaved = unsaved.slice(saving.length)
    untold = [...untold, ...saving]
    if (!isNews) return
    const failures = untold.slice(0, FAILURES_PER_EVENT)
    const pace = { rate, etaSeconds, waiting }
    await reporting.events.append(id, {
      ...{ at, state: 'running', stage, done, total },
      ...pace,
      failures,
    })
    untold = untold.slice(failures.length)
    if (untold.length > 0) changed = true
  }

  const write = () => {
    const isNews = changed
    busy = true
    changed = false
    writtenAt = Date.now()
    writing = writing
      .then(() => writeState(isNews))
      .then(
        () => {
          warned = false
        },
        (err: unknown) => {
          changed ||= isNews
          if (!warned) log.warn({ job: id, err }, 'progress could not be stored')
          warned = true
        },
      )
      .finally(() => {
        busy = false
        if (changed) schedule()
      })
  }
  /** What is said in one go is written in one go; the next that is said waits for its time. */
  const schedule = () => {
    if (timer || busy || stopped) return
    timer = setTimeout(
      () => {
        timer = null
        write()
      },
      Math.max(0, writtenAt + WRITE_EVERY_MS - Date.now()),
    )
  }
  const note = () => {
    changed = true
    schedule()
  }
  const isLeft = () => changed && !warned
  const pulse = setInterval(() => {
    if (!busy && Date.now() - writtenAt >= HEARTBEAT_MS) write()
  }, HEARTBEAT_MS / 2)

  const progress: Progress = (stage, done, total) => {
    Object.assign(latest, { stage, done, total })
    meter.note(stage, done, total)
    note()
  }
  progress.waitFor = (waiting) => {
    latest.waiting = waiting
    if (waiting === null) meter.resume()
    else meter.pause()
    note()
  }
  progress.addFailures = (failures) => {
    if (failures.length === 0) return
    unsaved.push(...failures)
    note()
  }

  return {
    progress,
    async stop() {
      stopped = true
      clearInterval(pulse)
      if (timer) clearTimeout(timer)
      await writing
      // What is told in several events goes out in as many turns; where writing fails, the row's end is told alone.
      for (let turn = 0; isLeft() && turn < MAX_LAST_TURNS; turn++) {
        write()
        await writing
      }
    },
  }
}

const secondsUntil = (waiting: Waiting | null): number =>
  waiting === null ? 0 : Math.max(0, (Date.parse(waiting.until) - Date.now()) / 1000)
