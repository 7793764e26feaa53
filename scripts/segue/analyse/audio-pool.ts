import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { Piscina } from 'piscina'
import type { AnalyseFailure, AnalyseResult, AnalyseTask } from '~workers/audio-protocol'
import { Failure } from '../failure'

const TASK = path.join('build', 'workers', 'audio.task.mjs')
/** Ten minutes of audio take about 5 s; whatever takes this long is stuck. */
const TIMEOUT_MS = 120_000

export type AudioPool = {
  threads: number
  /** Analyses one file; its bytes are handed over and gone afterwards. */
  analyse: (task: AnalyseTask) => Promise<AnalyseResult>
  close: () => Promise<void>
}

/** Threads that analyse audio, one for each core unless fewer are wanted. */
export function createAudioPool(wanted = availableParallelism()): AudioPool {
  const threads = Math.max(1, Math.min(wanted, availableParallelism()))
  const pool = new Piscina({
    filename: getTaskFile(),
    minThreads: 1,
    maxThreads: threads,
    maxQueue: threads,
    idleTimeout: 10_000,
  })
  return {
    threads,
    async analyse(task) {
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const options = { name: 'analyse', signal, transferList: [task.bytes.buffer] }
      try {
        return (await pool.run(task, options)) as AnalyseResult
      } catch (error) {
        if (signal.aborted) return TIMED_OUT
        throw error
      }
    },
    close: () => pool.close(),
  }
}

const TIMED_OUT: AnalyseFailure = {
  ok: false,
  code: 'ANALYSIS_FAILED',
  message: `The analysis took longer than ${TIMEOUT_MS / 1000} s and was ended.`,
  hint: 'Cut a clip out of the file and analyse that.',
}

/** The bundled task, from wherever this code lies below the project's root: the sources or the bundle. */
function getTaskFile(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const file = path.join(folder, TASK)
    if (existsSync(file)) return file
    if (folder === path.dirname(folder)) break
  }
  throw new Failure('NOT_BUILT', `${TASK} is missing.`, 'Run `npm run setup` in the project once.')
}
