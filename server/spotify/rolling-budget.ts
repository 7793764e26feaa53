const DAY_MS = 24 * 60 * 60 * 1000
/** A call counts for 24 hours and at most half an hour more. */
const SLOTS = 48
const SLOT_MS = DAY_MS / SLOTS

export type RollingBudget = {
  /** Takes one call, or says in how many seconds the next is free. */
  spend: () => { free: true } | { free: false; seconds: number }
  spent: () => number
}

/** At most `perDay` calls in any 24 hours, counted in half hours, so that it needs 49 numbers; 0 is no limit. */
export function createRollingBudget(perDay: number, now: () => number = Date.now): RollingBudget {
  /** Calls by number of the half hour since 1970. */
  const counts = new Map<number, number>()

  const total = (): number => {
    const oldest = Math.floor(now() / SLOT_MS) - SLOTS
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
        const first = Math.min(...counts.keys())
        const endsAt = (first + SLOTS + 1) * SLOT_MS
        return { free: false, seconds: Math.max(1, Math.ceil((endsAt - now()) / 1000)) }
      }
      const slot = Math.floor(now() / SLOT_MS)
      counts.set(slot, (counts.get(slot) ?? 0) + 1)
      return { free: true }
    },
  }
}
