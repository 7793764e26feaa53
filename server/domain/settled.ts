/**
 * As Promise.all, but a failure is told when all have ended: what belongs to one transaction must not go on after its end,
 * where it would be written without it.
 */
export async function settled<T extends readonly unknown[]>(
  promises: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}
