import type { QuotaStops } from './limits'

/** Where ends are kept as texts, each for so many seconds; it may lose any of them. */
type Store = {
  read: (key: string) => Promise<string | null>
  write: (key: string, text: string, ttlSeconds: number) => Promise<void>
}

/** Ends of quotas and pauses, kept where all processes and the next start find them: asking in vain counts as well. */
export function createQuotaStops(store: Store, owner: string, now: () => number = Date.now): QuotaStops {
  const keyOf = (name: string) => `spotify:${owner}:${name}`
  const read = async (name: string) => {
    const until = Number(await store.read(keyOf(name)))
    return Number.isFinite(until) && until > 0 ? until : null
  }
  const write = (name: string, until: number) =>
    store.write(keyOf(name), String(until), Math.max(1, Math.ceil((until - now()) / 1000)))
  return {
    read: (group) => read(`quota:${group}`),
    write: (group, until) => write(`quota:${group}`, until),
    readPause: () => read('pause'),
    writePause: (until) => write('pause', until),
  }
}
