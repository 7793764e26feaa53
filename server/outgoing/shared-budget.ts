import type { SharedCounts } from '../catalog/ports'
import { secondsUntilFree, SLOTS, toSlot, type RollingBudget, type Taken } from './rolling-budget'

/** A half hour is counted for 24 hours after it. */
const TTL_SECONDS = 25 * 3600

type Options = { key: string; perDay: number; now: () => number }

/**
 * A budget that all processes spend together: at most `perDay` calls in any 24 hours, in the half hours of `own`, which
 * is what this process spent itself. Whoever finds that it took one too many puts it back, so that together they may
 * refuse a moment early and never spend too much. While the counts cannot be asked, `own` alone decides; what was spent
 * meanwhile is counted afterwards.
 */
export function createSharedBudget(own: RollingBudget, counts: SharedCounts, { key, perDay, now }: Options) {
  let uncounted = 0
  const keyOf = (slot: number) => `${key}:${String(slot)}`

  return {
    async spend(): Promise<Taken> {
      const taken = own.spend()
      if (!taken.free || perDay === 0) return taken
      const slot = toSlot(now())
      const slots = Array.from({ length: SLOTS + 1 }, (_, age) => slot - age)
      const by = uncounted + 1
      uncounted = 0
      const spent = await counts
        .add(keyOf(slot), by, TTL_SECONDS, slots.slice(1).map(keyOf))
        .catch(() => null)
      if (spent === null) {
        uncounted += by
        return taken
      }
      if (spent.reduce((sum, count) => sum + count, 0) <= perDay) return taken
      own.giveBack()
      await counts.add(keyOf(slot), -1, TTL_SECONDS).catch(() => undefined)
      const oldest = slots.findLast((_, age) => (spent[age] ?? 0) > 0) ?? slot
      return { free: false, seconds: secondsUntilFree(oldest, now()) }
    },
  }
}
