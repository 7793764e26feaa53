/**
 * Reads up to `limit` values of a source ahead of whoever consumes them, and gives what has come since, in order: one
 * value at least, `limit` at most. What came before a fault is given before the fault is thrown. When the consumer stops, or
 * `signal` aborts, the source's own signal does.
 */
export async function* readAhead<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<T[]> {
  const ending = new AbortController()
  const ready: T[] = []
  const state: { over: boolean; fault?: { error: unknown } } = { over: false }
  let tellReader = (): void => undefined
  let tellSource = (): void => undefined

  const read = async () => {
    try {
      for await (const value of open(AbortSignal.any([signal, ending.signal]))) {
        ready.push(value)
        tellReader()
        if (ready.length >= limit && !ending.signal.aborted) {
          await new Promise<void>((resolve) => (tellSource = resolve))
        }
        if (ending.signal.aborted) return
      }
    } catch (error) {
      state.fault = { error }
    } finally {
      state.over = true
      tellReader()
    }
  }
  const reading = read()
  try {
    for (;;) {
      if (ready.length > 0) {
        const given = ready.splice(0)
        tellSource()
        yield given
      } else if (state.fault) throw state.fault.error
      else if (state.over) return
      else await new Promise<void>((resolve) => (tellReader = resolve))
    }
  } finally {
    ending.abort()
    tellSource()
    await reading
  }
}
