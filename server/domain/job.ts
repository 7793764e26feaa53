import { z } from 'zod'
import { DomainError, ErrorCodeSchema, retryOf, type ErrorCode } from './errors'

export const JobKind = z.enum([
  'ingest-playlist',
  'import-file',
  'rebuild-index',
  'evaluate-catalog',
  'describe-tracks',
  'group-releases',
  'refresh-metadata',
  'retention',
])
export type JobKind = z.infer<typeof JobKind>
/** `waiting` sits out a fault that passes, until `notBefore`, and goes on by itself. */
export const JobState = z.enum(['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'])
export type JobState = z.infer<typeof JobState>
/** Somebody waits for it, or nobody does. */
export const JobPriority = z.enum(['person', 'nightly'])
export type JobPriority = z.infer<typeof JobPriority>

/** True while a job has work ahead of it. */
export function isActiveJob({ state }: { state: JobState }): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting'
}

/** What a job waits for, and the time at which it goes on: "Spotify asks us to wait", followed by how long still. */
export const Waiting = z.object({ for: z.string(), until: z.string() })
export type Waiting = z.infer<typeof Waiting>

/** A row or item that was left out, and why: `where` is a line of a file or a position in a playlist. */
export const Skipped = z.object({ where: z.number().int(), name: z.string(), reason: z.string() })
export type Skipped = z.infer<typeof Skipped>
/** Skipped items are counted in full and named up to this many. */
export const MAX_SKIPPED_NAMED = 100

/** Values of a column of a file that were not understood and are left out, with the first of them. */
export const Unread = z.object({ column: z.string(), count: z.number().int(), example: z.string() })
export type Unread = z.infer<typeof Unread>
/** "key: 12 values not understood, such as “H♭”". */
export function describeUnread({ column, count, example }: Unread): string {
  const values = count === 1 ? '1 value' : `${count.toLocaleString('en-US')} values`
  return `${column}: ${values} not understood, such as “${example}”`
}
/** More than there is to say of a file. */
export const MAX_NOTES = 10
/** More columns than a file can have values in. */
export const MAX_UNREAD_COLUMNS = 50

/** What reading a file or a playlist did: every row read is merged, skipped, or one of added/updated/unchanged. */
export const IngestReport = z.object({
  read: z.number().int(),
  added: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  /** Further rows of a track that an earlier row of the same file already gave. */
  merged: z.number().int(),
  skipped: z.number().int(),
  skippedNamed: z.array(Skipped),
  playlists: z.number().int(),
  searchable: z.number().int(),
  /** Tracks whose sound no source knows; they are stored, and not searchable. Reports of old lack these. */
  undescribed: z.number().int().default(0),
  undescribedNamed: z.array(Skipped).default([]),
  unread: z.array(Unread).default([]),
  /** What is to be said of the file as a whole, in sentences: how its text was read. */
  notes: z.array(z.string()).default([]),
  /** Tracks that an id names and the file neither by a title nor by an artist. */
  unnamed: z.number().int().default(0),
})
export type IngestReport = z.infer<typeof IngestReport>

/** Why a job failed that came to its end, with what it did. */
export class FailedWithReport extends DomainError {
  constructor(
    code: ErrorCode,
    message: string,
    readonly report: IngestReport,
  ) {
    super(code, message)
  }
}

export const Job = z.object({
  id: z.string(),
  kind: JobKind,
  state: JobState,
  /** What is being worked on, for a title: a playlist's id, a file's name. */
  subject: z.string(),
  stage: z.string(),
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Done a second, as measured; null before there is a measure. */
  rate: z.number().nullable(),
  /** Seconds left at the measured rate; null before there is one. */
  etaSeconds: z.number().nullable(),
  waiting: Waiting.nullable(),
  priority: JobPriority,
  /** How often a process took it. */
  attempt: z.number().int(),
  /** When it goes on, where it waits; null where it does not. */
  notBefore: z.string().nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  report: IngestReport.nullable(),
  /** Why it failed, or what it waits for. */
  error: z.object({ code: ErrorCodeSchema, message: z.string(), hint: z.string() }).nullable(),
})
export type Job = z.infer<typeof Job>

/** True where a job failed of something that no further attempt mends: what it needs has to be sent again. */
export function isHopeless(error: { code: ErrorCode } | null): boolean {
  return error !== null && retryOf(error.code) === 'input'
}
