import { SingleBar } from 'cli-progress'
import { duration, integer } from './format/numbers'
import type { Io } from './io'

export type ProgressState = { stage: string; done: number; total: number | null; etaSeconds?: number | null }
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
  let stage = ''
  let last = 0
  return {
    update: (state) => {
      const now = Date.now()
      if (state.stage === stage && now - last < LINE_EVERY_MS) return
      stage = state.stage
      last = now
      stderr.write(`${describe(state)}\n`)
    },
    stop: () => undefined,
  }
}

/** "reading rows 12,000 of 32,833 (about 3 s left)". */
export function describe({ stage, done, total, etaSeconds }: ProgressState): string {
  const count =
    total === null ? (done > 0 ? ` ${integer(done)}` : '') : ` ${integer(done)} of ${integer(total)}`
  const left = etaSeconds ? ` (about ${duration(etaSeconds)} left)` : ''
  return `${stage}${count}${left}`
}
