/** Rate over this long at most: it follows a change of pace, and a pause between two batches does not stop it. */
const WINDOW_MS = 30_000
/** Less than this, and a rate is a guess. */
const ENOUGH_MS = 1000
const ENOUGH_DONE = 20

export type Pace = { rate: number | null; etaSeconds: number | null }

type Sample = { at: number; done: number }

/**
 * Measures how fast a count grows: done a second over the last 30 s of work, and the seconds left at that rate. A
 * stage with another total, or whose count starts again, is measured anew; time spent waiting is no work.
 */
export function createRateMeter(now: () => number = Date.now) {
  let samples: Sample[] = []
  let measured: { stage: string; total: number | null } | null = null
  let pausedAt: number | null = null

  const rate = (): number | null => {
    const [first, last] = [samples[0], samples.at(-1)]
    if (!first || !last) return null
    const [done, ms] = [last.done - first.done, last.at - first.at]
    return done < ENOUGH_DONE || ms < ENOUGH_MS ? null : (done / ms) * 1000
  }

  return {
    /** Notes where the count is now. */
    note(stage: string, done: number, total: number | null): void {
      const at = now()
      const last = samples.at(-1)
      const goesOn = measured !== null && (measured.stage === stage || measured.total === total)
      if (!goesOn || (last && done < last.done)) samples = []
      measured = { stage, total }
      samples.push({ at, done })
      // The newest sample outside of the window stays, as its edge.
      while ((samples[1]?.at ?? at) < at - WINDOW_MS) samples.shift()
    },

    /** The count rests, or goes on after a rest. */
    pause(): void {
      pausedAt ??= now()
    },
    resume(): void {
      if (pausedAt === null) return
      const rested = now() - pausedAt
      for (const sample of samples) sample.at += rested
      pausedAt = null
    },

    /** The pace; `waitSeconds` of rest that is known to come are added to the time left. */
    read(waitSeconds = 0): Pace {
      const [perSecond, done, total] = [rate(), samples.at(-1)?.done ?? 0, measured?.total ?? null]
      if (perSecond === null) return { rate: null, etaSeconds: null }
      const etaSeconds =
        total === null || done > total ? null : Math.round((total - done) / perSecond + waitSeconds)
      return { rate: perSecond, etaSeconds }
    },
  }
}
