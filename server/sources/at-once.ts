/** Does `work` for every item, at most `limit` of them under way; the first failure ends it and is thrown. */
export async function forEachAtOnce<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  let failed = false
  const worker = async () => {
    for (const item of waiting) {
      if (failed) return
      try {
        await work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  // All workers are over before it returns: nothing goes on behind the back of who asked.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker))
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken) throw broken.reason
}
