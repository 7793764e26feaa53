import { Piscina } from 'piscina'
import type {
  AnalyseFailure,
  AnalyseResult,
  AnalyseTask,
  AudioFailureCode,
  Unpacked,
} from '~workers/audio-protocol'
import { DomainError, type ErrorCode } from '../domain/errors'
import type { AudioAnalysis } from '../domain/sound-analysis'

export type AudioPool = ReturnType<typeof createAudioPool>

type Options = {
  filename: string
  threads: number
  /** Analyses that wait for a thread at most. */
  maxQueue: number
  /** Of one analysis, its waiting included. */
  timeoutMs: number
  /** JavaScript heap of a thread. What samples take lies outside of it: `LIMITS` of workers/dsp bounds that. */
  heapMb: number
  onCrash?: (error: unknown) => void
}

type AnalyseOptions = { signal?: AbortSignal; maxSeconds?: number; unpacked?: Unpacked | undefined }

const IDLE_MS = 30_000
const RETRY_AFTER_SECONDS = 2

/**
 * Threads that analyse audio, one file each at a time. A thread holds nothing that outlives its file, so a signal or
 * the deadline may end it, and what makes it crash costs that one file: another thread takes its place.
 */
export function createAudioPool({ filename, threads, maxQueue, timeoutMs, heapMb, onCrash }: Options) {
  const pool = new Piscina({
    filename,
    // One stays: Piscina starts no thread for what waits when the last one ends.
    minThreads: 1,
    maxThreads: threads,
    maxQueue,
    idleTimeout: IDLE_MS,
    atomics: 'disabled',
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  // A thread that dies between two files has nobody to tell.
  pool.on('error', (error: unknown) => onCrash?.(error))
  const underWay = new Set<Promise<unknown>>()
  let closing = false

  /** What broke is for the log: the reader did not write the analysis. */
  function brokenOff(cause: unknown): DomainError {
    onCrash?.(cause)
    return new DomainError('AUDIO_ANALYSIS_FAILED', 'The analysis of this audio broke off.', { cause })
  }

  async function run(task: AnalyseTask, outside: AbortSignal | undefined): Promise<AudioAnalysis> {
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = outside ? AbortSignal.any([outside, deadline]) : deadline
    let result: AnalyseResult
    try {
      const options = { name: 'analyse', signal, transferList: [task.bytes.buffer] }
      result = (await pool.run(task, options)) as AnalyseResult
    } catch (cause) {
      if (outside?.aborted) throw new DomainError('CANCELLED', 'The analysis was cancelled.', { cause })
      if (deadline.aborted) {
        const waited = `${String(Math.round(timeoutMs / 1000))} s`
        throw new DomainError('TIMED_OUT', `The audio was not analysed within ${waited}.`, { cause })
      }
      throw brokenOff(cause)
    }
    if (!result.ok && result.code === 'ANALYSIS_FAILED') throw brokenOff(new Error(result.message))
    if (!result.ok) throw toError(result)
    const { ok: _, ...analysis } = result
    return analysis
  }

  return {
    /**
     * What is heard in a file. Its bytes are handed over to the thread, not copied: they need a buffer of their own and
     * are gone afterwards. Throws the AUDIO_… errors, BUSY, TIMED_OUT or CANCELLED.
     */
    async analyse(
      bytes: Uint8Array<ArrayBuffer>,
      { signal, maxSeconds, unpacked }: AnalyseOptions = {},
    ): Promise<AudioAnalysis> {
      if (closing || pool.queueSize >= maxQueue) {
        throw new DomainError('BUSY', 'Too many clips are waiting to be listened to.', {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        })
      }
      const options = { ...(maxSeconds !== undefined && { maxSeconds }), ...(unpacked && { unpacked }) }
      const analysis = run({ bytes, ...options }, signal)
      underWay.add(analysis)
      try {
        return await analysis
      } finally {
        underWay.delete(analysis)
      }
    },

    stats: () => ({ threads: pool.threads.length, queued: pool.queueSize }),

    /** Takes nothing more, waits for what is under way (the deadline bounds that), and ends the threads. */
    close: async () => {
      closing = true
      await Promise.allSettled(underWay)
      await pool.destroy()
    },
  }
}

const CODES: Record<AudioFailureCode, ErrorCode> = {
  EMPTY_FILE: 'AUDIO_EMPTY',
  FILE_TOO_LARGE: 'AUDIO_TOO_LARGE',
  NOT_AUDIO: 'AUDIO_UNSUPPORTED',
  UNSUPPORTED_FORMAT: 'AUDIO_UNSUPPORTED',
  BROKEN_FILE: 'AUDIO_BROKEN',
  TOO_SHORT: 'AUDIO_TOO_SHORT',
  TOO_LONG: 'AUDIO_TOO_LONG',
  ANALYSIS_FAILED: 'AUDIO_ANALYSIS_FAILED',
}

function toError({ code, message, hint }: AnalyseFailure): DomainError {
  return new DomainError(CODES[code], message, { hint })
}
