import { Piscina } from 'piscina'
import type { Scaler } from '../../domain/features/scaler'
import type { FittedScaler, FitScalerTask, ScaledTexts, ScaleTask } from '~workers/protocol'

/** One builds, another follows; each waits for its batch before it sends the next. */
const MAX_QUEUE = 64

/** A thread that scales vectors for a store which has no threads of its own. */
export function createScalingPool(options: { filename: string }) {
  const pool = new Piscina({
    filename: options.filename,
    minThreads: 0,
    maxThreads: 1,
    maxQueue: MAX_QUEUE,
    idleTimeout: 60_000,
    atomics: 'disabled',
  })
  return {
    /** The scaler of shaped vectors [n × DIMENSIONS]; the array moves to the thread. */
    async fit(shaped: Float32Array): Promise<Scaler> {
      const task: FitScalerTask = { shaped }
      const transferList = [shaped.buffer as ArrayBuffer]
      return ((await pool.run(task, { name: 'fitScaler', transferList })) as FittedScaler).scaler
    },

    /** Unit vectors of shaped ones, as texts. */
    async toTexts(shaped: Float32Array, scaler: Scaler): Promise<string[]> {
      if (shaped.length === 0) return []
      const task: ScaleTask = { shaped, scaler }
      return ((await pool.run(task, { name: 'scaleToTexts' })) as ScaledTexts).texts
    },

    close: () => pool.close(),
  }
}
