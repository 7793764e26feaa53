import type { MessagePort } from 'node:worker_threads'
import type { ErrorCode } from '~server/domain/errors'
import type { PackedEvents } from './pack-events'

export type ReadingTask = {
  filename: string
  /** Between the thread and the job: ToReading one way, FromReading the other. */
  port: MessagePort
  /** Entries of a block; the last one has fewer. */
  blockEntries: number
  /** Blocks that are sent and not taken yet at most. */
  maxBlocks: number
}

/** To the thread: the next bytes of the file, null behind the last ones; or that a block was taken. */
export type ToReading = { kind: 'bytes'; bytes: Uint8Array | null } | { kind: 'taken' }

/** From the thread. A thrown class would lose its code between the threads, so a failure is data. */
export type FromReading =
  { kind: 'more' } | { kind: 'block'; events: PackedEvents } | { kind: 'done' } | ReadingFailure

/** `code` is null for a fault of the reader itself. */
export type ReadingFailure = {
  kind: 'failed'
  code: ErrorCode | null
  message: string
  hint: string | undefined
  stack: string | undefined
}
