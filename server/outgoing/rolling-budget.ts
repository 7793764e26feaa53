const DAY_MS = 24 * 60 * 60 * 1000
/** A call counts for 24 hours and at most half an hour more. */
export const SLOTS = 48
const SLOT_MS = DAY_MS / SLOTS

/** One call, or in how many seconds the next is free. */
export type Taken = { free: true } | { free: false; seconds: number }

export type RollingBudget = {
  /** Takes one call. */
  spend: () => Taken
  /** Puts back a call that was taken a moment ago and not made. */
  giveBack: () => void
  spent: () => number
}

/** The number of the half hour since 1970. */
export const toSlot = (now: number): number => Math.floor(now / SLOT_MS)
/** Seconds from `now` until the calls of a half hour count no more. */
export const secondsUntilFree = (slot: number, now: number): number =>
  Math.max(1, Math.ceil(((slot + SLOTS + 1) * SLOT_MS - now) / 1000))

/** At most `perDay` calls in any 24 hours, counted in half hours, so that it needs 49 numbers; 0 is no limit. */
export function createRollingBudget(perDay: number, now: () => number = Date.now): RollingBudget {
  /** Calls by number of the half hour since 1970. */
  const counts = new Map<number, number>()

  const total = (): number => {
    const oldest = toSlot(now()) - SLOTS
    let sum = 0
    for (const [slot, count] of counts) {
      if (slot < oldest) counts.delete(slot)
      else sum += count
    }
    return sum
  }

  return {
    spent: total,
    spend() {
      if (perDay > 0 && total() >= perDay) {
        return { free: false, seconds: secondsUntilFree(Math.min(...counts.keys()), now()) }
      }
      const slot = toSlot(now())
      counts.set(slot, (counts.get(slot) ?? 0) + 1)
      return { free: true }
    },
    giveBack() {
      const newest = Math.max(...counts.keys())
      const count = counts.get(newest)
      if (count === undefined) return
      if (count > 1) counts.set(newest, count - 1)
      else counts.delete(newest)
    },
  }
}
