import { z } from 'zod'
import type { JobMetrics } from './job-metrics'

/** A job began after a wait, or came to an end. */
const JobTime = z.object({ kind: z.string(), seconds: z.number(), end: z.string().nullable() })
const Message = z.object({ jobTime: JobTime })
type Times = Pick<JobMetrics, 'observeWait' | 'observeRun'>

/** Nobody can ask a supervised worker for its figures: it tells the web process beside it what its jobs took. */
export function tellTimes(): Times {
  const tell = (jobTime: z.input<typeof JobTime>) => process.send?.({ jobTime })
  return {
    observeWait: (kind, seconds) => tell({ kind, seconds, end: null }),
    observeRun: (kind, end, seconds) => tell({ kind, seconds, end }),
  }
}

/** Counts what the worker tells as if this process had done it. */
export function hearTimes(times: Times): void {
  process.on('message', (message) => {
    const heard = Message.safeParse(message)
    if (!heard.success) return
    const { kind, seconds, end } = heard.data.jobTime
    if (end === null) times.observeWait(kind, seconds)
    else times.observeRun(kind, end, seconds)
  })
}
