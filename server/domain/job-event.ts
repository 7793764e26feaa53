import { z } from 'zod'
import { JobState, Waiting } from './job'

/** An item that a job stored without what was asked for. `track` is its public id where it can be tried again. */
export const TrackFailure = z.object({
  /** Its place in the playlist or file, from 0. */
  position: z.number().int().min(0),
  track: z.string().nullable(),
  name: z.string(),
  reason: z.string(),
})
export type TrackFailure = z.infer<typeof TrackFailure>

/** Failures kept for a job; the report counts them all. */
export const MAX_TRACK_FAILURES = 1000

/** Where a job stands at a moment, whole; only `failures` are those that came since the event before. */
export const JobEvent = z.object({
  at: z.string(),
  state: JobState,
  stage: z.string(),
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Counted a second, as measured; null before there is a measure. */
  rate: z.number().nullable(),
  etaSeconds: z.number().nullable(),
  waiting: Waiting.nullable(),
  failures: z.array(TrackFailure),
})
export type JobEvent = z.infer<typeof JobEvent>

/**
 * Where a watcher stands: the position in the log behind which to go on, and the state that was told last. As text it
 * is the id of a server-sent event: "1763850000000-0.running", "17.queued".
 */
export type WatchPosition = { after: string; state: JobState | null }

/** The position before the oldest event that is kept. */
export const LOG_START = '0'
const POSITION = /^(?<after>\d{1,20}(?:-\d{1,20})?)(?:\.(?<state>[a-z]+))?$/

export function formatPosition({ after, state }: WatchPosition): string {
  return state === null ? after : `${after}.${state}`
}

/** Parses what `formatPosition` gives; null for anything else. */
export function parsePosition(text: string): WatchPosition | null {
  const { after, state } = POSITION.exec(text)?.groups ?? {}
  if (after === undefined) return null
  if (state === undefined) return { after, state: null }
  const known = JobState.safeParse(state)
  return known.success ? { after, state: known.data } : null
}
