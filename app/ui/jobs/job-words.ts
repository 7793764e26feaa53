import type { Job, JobKind, JobState } from '~server/domain/job'
import { capitalise, formatAmount, formatCount, formatNumber, formatWait } from '~/lib/format'

type Named = { job: Pick<Job, 'kind' | 'subject'>; name: string | null }

const PLAIN_TITLES: Partial<Record<JobKind, string>> = {
  'rebuild-index': 'Building the index',
  'evaluate-catalog': 'Measuring how good the lists are',
  'describe-tracks': 'Asking again how tracks sound',
  'group-releases': 'Grouping the releases of a recording',
  'refresh-metadata': 'Asking Spotify what has changed',
  retention: 'Forgetting what is due',
}

/** What a job does, in plain words: “Reading “Late Nights””. */
export function jobTitle({ job: { kind, subject }, name }: Named): string {
  if (kind === 'ingest-playlist') return name === null ? 'Reading a playlist' : `Reading “${name}”`
  if (kind === 'import-file') return `Importing ${subject}`
  return PLAIN_TITLES[kind] ?? 'Working'
}

const STATE_WORDS: Record<JobState, string> = {
  queued: 'waits for its turn',
  running: 'under way',
  waiting: 'waits',
  done: 'done',
  failed: 'failed',
  cancelled: 'stopped',
}

/** How it stands with a job in a word or two; one that was told to stop did not fail. */
export function stateWord({ state, error }: Pick<Job, 'state' | 'error'>): string {
  return wasStopped({ state, error }) ? STATE_WORDS.cancelled : STATE_WORDS[state]
}

/** Somebody stopped it, or the process that ran it was stopped. */
export function wasStopped({ state, error }: Pick<Job, 'state' | 'error'>): boolean {
  return state === 'cancelled' || (state === 'failed' && error?.code === 'CANCELLED')
}

/** What is done right now. */
export function stageWords({ state, stage }: Pick<Job, 'state' | 'stage'>): string {
  return capitalise(state === 'queued' ? 'waiting for its turn' : stage)
}

/** What is done right now, or why nothing is: the time still left of a wait stands behind it. */
export function statusWords(job: Pick<Job, 'state' | 'stage' | 'waiting'>): string {
  if (job.waiting === null) return stageWords(job)
  if (job.stage === 'waiting') return capitalise(job.waiting.for)
  return `${stageWords(job)}; ${job.waiting.for}`
}

type Count = Pick<Job, 'kind' | 'done' | 'total' | 'rate' | 'etaSeconds'>

/** “1,200 of 9,000 tracks · 45 a second · about 3 minutes left”; nothing where nothing is counted. */
export function countWords({ kind, done, total, rate, etaSeconds }: Count): string {
  const [one, many] = UNITS[kind] ?? ['step', 'steps']
  const parts: string[] = []
  if (total !== null) parts.push(`${formatCount(done)} of ${formatAmount(total, one, many)}`)
  else if (done > 0) parts.push(formatAmount(done, `${one} so far`, `${many} so far`))
  if (rate !== null) {
    parts.push(`${rate < 10 ? formatNumber(rate, 1) : formatCount(Math.round(rate))} a second`)
  }
  if (etaSeconds !== null && etaSeconds > 0) parts.push(`${formatWait(etaSeconds)} left`)
  return parts.join(' · ')
}

const UNITS: Partial<Record<JobKind, [one: string, many: string]>> = {
  'ingest-playlist': ['track', 'tracks'],
  'describe-tracks': ['track', 'tracks'],
  'import-file': ['row', 'rows'],
}

/** “43 s”, “12 min”, “3 h”: what is left of a wait. */
export function formatLeft(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, Math.ceil(seconds))}\u00a0s`
  if (seconds < 7200) return `${Math.ceil(seconds / 60)}\u00a0min`
  return `${Math.ceil(seconds / 3600)}\u00a0h`
}

/** The page of a job. */
export const jobPath = (id: string) => `/jobs/${encodeURIComponent(id)}`
