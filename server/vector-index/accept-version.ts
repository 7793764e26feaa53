import type { Scaler } from '../domain/features/scaler'

/** What is known of an index that could take over. */
export type BuiltVersion = { count: number; recall: number | null; scaler: Scaler }
/**
 * The reason not to use `next`, or null. `current` is what answered when the build began, removals taken out; null
 * before the first.
 */
export type AcceptVersion = (
  next: BuiltVersion,
  current: { count: number; scaler: Scaler } | null,
) => Promise<string | null>

type Options = {
  recallTarget: number
  /** What speaks against the next scaler beside the current one, measured; null where nothing does. */
  judge?: (scalers: { current: Scaler; next: Scaler }) => Promise<string | null>
}

/** A build that lost more than this share of the vectors read too little, whatever the cause. */
const SMALLEST_SHARE = 0.9

/**
 * Refuses a version that lost vectors nobody removed, that finds less than was asked for, or that `judge` speaks
 * against. The first version has nothing to be compared with.
 */
export function createAcceptVersion({ recallTarget, judge }: Options): AcceptVersion {
  return async (next, current) => {
    if (current && next.count < current.count * SMALLEST_SHARE) {
      return `It holds ${String(next.count)} vectors, the index in use ${String(current.count)}.`
    }
    if (next.recall !== null && next.recall < recallTarget) {
      return `Its recall@10 is ${next.recall.toFixed(3)}, wanted is ${String(recallTarget)}.`
    }
    return (current && (await judge?.({ current: current.scaler, next: next.scaler }))) ?? null
  }
}
