/**
 * Keeps texts by key for as long as it keeps things, or for `ttlSeconds`; it may lose any of them at any time. Throws
 * where it cannot be asked in time.
 */
export type ResultStore = {
  read: (key: string) => Promise<string | null>
  write: (key: string, text: string, ttlSeconds?: number) => Promise<void>
}

/** How questions were answered: kept, together with the same question under way, anew, or anew because the store is away. */
export type CacheCounts = { hits: number; joined: number; misses: number; fallbacks: number }

export type ResultCache<T> = ReturnType<typeof createResultCache<T>>

/**
 * Answers that are kept as text, so that nobody changes what another gets. The same question asked again while it is
 * being answered waits for that answer: a question is computed once at a time in a process. A store that is away costs
 * nobody an answer; what it holds and `parse` refuses is as if it were not there.
 */
export function createResultCache<T>(store: ResultStore, parse: (text: string) => T) {
  const counts: CacheCounts = { hits: 0, joined: 0, misses: 0, fallbacks: 0 }
  const underWay = new Map<string, Promise<{ value: T; text: string }>>()

  async function findKept(key: string): Promise<{ value: T; text: string } | null> {
    let text: string | null
    try {
      text = await store.read(key)
    } catch {
      counts.fallbacks++
      return null
    }
    const value = text === null ? null : tryParse(text, parse)
    if (text === null || value === null) counts.misses++
    else counts.hits++
    return text === null || value === null ? null : { value, text }
  }

  async function answer(key: string, compute: () => Promise<T>, mayKeep: () => boolean) {
    const kept = await findKept(key)
    if (kept) return kept
    const value = await compute()
    const text = JSON.stringify(value)
    // Nobody waits for the store to take it; one that is away has said so itself.
    if (mayKeep()) store.write(key, text).catch(() => undefined)
    return { value, text }
  }

  return {
    /** What is kept under `key`, else what `compute` gives; that is kept where `mayKeep` still says so afterwards. */
    async getOrCompute(key: string, compute: () => Promise<T>, mayKeep: () => boolean): Promise<T> {
      const other = underWay.get(key)
      if (other) {
        counts.joined++
        return parse((await other).text)
      }
      const own = answer(key, compute, mayKeep).finally(() => underWay.delete(key))
      underWay.set(key, own)
      return (await own).value
    },

    counts: (): Readonly<CacheCounts> => counts,
  }
}

function tryParse<T>(text: string, parse: (text: string) => T): T | null {
  try {
    return parse(text)
  } catch {
    return null
  }
}
