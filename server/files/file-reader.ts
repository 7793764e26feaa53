import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { FileEvent } from '../ingestion/files/import-file'
import { unpackEvents } from '~workers/reading/pack-events'
import type { FromReading, ReadingFailure, ReadingTask, ToReading } from '~workers/reading/protocol'
import { DomainError } from '../domain/errors'
import { createInbox } from './inbox'

type Options = {
  /** The bundle of the threads. */
  filename: string
  /** Files that are read at once: one for each job of the process. */
  threads: number
  /** JavaScript heap of a thread, in MB. */
  heapMb?: number
  onCrash?: (error: unknown) => void
}
type ReadOptions = { filename: string; signal: AbortSignal }

/** Reading any file takes less than a quarter of it: what a parser holds is bounded. Bytes lie outside of it. */
const READER_HEAP_MB = 128
/** Of it for what is new: an import fills it at once, and hardly any of it is kept. */
const READER_YOUNG_MB = 16
/** A thread that has read a file reads the next one from the first row on as fast as the last. */
const IDLE_MS = 10_000
const BLOCK_ENTRIES = 500
/** Read ahead of what is stored: two transactions. */
const MAX_BLOCKS = 4

/**
 * Reads files of tracks outside of this thread's heap, each in a thread whose own heap is bounded: a file that takes more
 * costs its import, and nothing else.
 */
export function createFileReader({ filename: bundle, threads, heapMb = READER_HEAP_MB, onCrash }: Options) {
  const pool = new Piscina({
    filename: bundle,
    name: 'readFile',
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    atomics: 'disabled',
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: READER_YOUNG_MB },
  })
  // A thread that dies between two files has nobody to tell.
  pool.on('error', (error: unknown) => onCrash?.(error))

  return {
    /**
     * The entries of a file in blocks, as `readTrackFile` gives them, with its errors; a bounded number of blocks is read
     * ahead. Throws FILE_MEMORY_EXCEEDED where the heap does not suffice, and the reason of `signal` at once; errors of
     * `bytes` pass through.
     */
    async *read(
      bytes: AsyncIterable<Uint8Array>,
      { filename, signal }: ReadOptions,
    ): AsyncGenerator<readonly FileEvent[]> {
      signal.throwIfAborted()
      const { port1: port, port2 } = new MessageChannel()
      const task: ReadingTask = { filename, port: port2, blockEntries: BLOCK_ENTRIES, maxBlocks: MAX_BLOCKS }
      const { inbox, stopFeeding } = connect(port, bytes)
      const ending = new AbortController()
      const running = pool
        .run(task, { transferList: [port2], signal: ending.signal })
        .catch((error: unknown) => {
          inbox.fail(toReaderFault(error, filename, heapMb))
        })
      const stop = () => {
        inbox.drop(signal.reason)
      }
      signal.addEventListener('abort', stop)
      let hasEnded = false
      try {
        for (;;) {
          const message = await inbox.next()
          hasEnded = message.kind !== 'block'
          if (message.kind === 'done') return
          if (message.kind === 'failed') throw toError(message)
          yield unpackEvents(message.events)
          send(port, { kind: 'taken' })
        }
      } finally {
        signal.removeEventListener('abort', stop)
        // Piscina ends the thread of a task that is aborted.
        if (!hasEnded) ending.abort()
        await running
        await stopFeeding()
      }
    },

    close: () => pool.destroy(),
  }
}

/** Feeds the thread at the other end of the port as it asks, and collects what it says. */
function connect(port: MessagePort, bytes: AsyncIterable<Uint8Array>) {
  const inbox = createInbox<Exclude<FromReading, { kind: 'more' }>>()
  const source = bytes[Symbol.asyncIterator]()
  let feeding: Promise<void> = Promise.resolve()
  const feed = async () => {
    const next = await source.next()
    // Of a view all that lies around it would be copied, too.
    const piece = next.done ? null : new Uint8Array(next.value)
    send(port, { kind: 'bytes', bytes: piece }, piece ? [piece.buffer] : [])
  }
  port.on('message', (message: FromReading) => {
    if (message.kind === 'more') feeding = feed().catch(inbox.fail)
    else inbox.push(message)
  })
  return {
    inbox,
    stopFeeding: async () => {
      port.close()
      await feeding
      await source.return?.()
    },
  }
}

function send(port: MessagePort, message: ToReading, moved: ArrayBuffer[] = []): void {
  port.postMessage(message, moved)
}

function toReaderFault(error: unknown, filename: string, heapMb: number): unknown {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  if (!isMemory) return error
  return new DomainError(
    'FILE_MEMORY_EXCEEDED',
    `Reading ${filename} takes more than the ${String(heapMb)} MB of memory that a file may take.`,
    { cause: error },
  )
}

function toError({ code, message, hint, stack }: ReadingFailure): Error {
  if (code !== null) return new DomainError(code, message, { ...(hint !== undefined && { hint }) })
  const error = new Error(message)
  if (stack !== undefined) error.stack = stack
  return error
}
