import { SingleBar } from 'cli-progress'
import type { JobState, Waiting } from '~server/domain/job'
import { duration, integer } from './format/numbers'
import type { Io } from './io'

export type ProgressState = {
  stage: string
  done: number
  total: number | null
  state?: JobState
  rate?: number | null
  etaSeconds?: number | null
  waiting?: Waiting | null
}
export type Progress = { update: (state: ProgressState) => void; stop: () => void }

/** Between two plain lines of one stage. */
const LINE_EVERY_MS = 5000

/** Shows how far a command is: a bar on a terminal, a line now and then elsewhere; always on stderr. */
export function createProgress(io: Io): Progress {
  return io.stderr.isTTY ? createBar(io) : createLines(io)
}

function createBar({ stderr }: Io): Progress {
  const bar = new SingleBar({
    stream: stderr,
    clearOnComplete: true,
    hideCursor: true,
    format: (options, { progress }, { state }: { state: ProgressState }) => {
      if (state.total === null) return describe(state)
      const filled = Math.round(progress * (options.barsize ?? 40))
      return `[${'='.repeat(filled).padEnd(options.barsize ?? 40, '-')}] ${describe(state)}`
    },
  })
  let started = false
  return {
    update: (state) => {
      const total = state.total ?? Math.max(1, state.done)
      if (!started) bar.start(total, state.done, { state })
      started = true
      bar.setTotal(total)
      bar.update(state.done, { state })
    },
    stop: () => {
      if (started) bar.stop()
    },
  }
}

function createLines({ stderr }: Io): Progress {
  let shown = ''
  let last = 0
  return {
    update: (state) => {
      const now = Date.now()
      const what = `${state.stage} ${state.waiting?.until ?? ''}`
      if (what === shown && now - last < LINE_EVERY_MS) return
      shown = what
      last = now
      stderr.write(`${describe(state)}\n`)
    },
    stop: () => undefined,
  }
}

/** "reading rows 12,000 of 32,833, 4,200 a second (about 3 s left); Spotify asks us to wait 43 s". */
export function describe({ stage, state, done, total, rate, etaSeconds, waiting }: ProgressState): string {
  if (state === 'queued') return 'waiting for its turn'
  const count =
    total === null ? (done > 0 ? ` ${integer(done)}` : '') : ` ${integer(done)} of ${integer(total)}`
  const pace = rate ? `, ${rate < 10 ? rate.toFixed(1) : integer(Math.round(rate))} a second` : ''
  const left = etaSeconds ? ` (about ${duration(etaSeconds)} left)` : ''
  return `${stage}${count}${pace}${left}${describeWait(waiting ?? null)}`
}

function describeWait(waiting: Waiting | null): string {
  if (waiting === null) return ''
  const seconds = Math.max(0, Math.ceil((Date.parse(waiting.until) - Date.now()) / 1000))
  return `; ${waiting.for} ${duration(seconds).replace('.0 s', ' s')}`
}
