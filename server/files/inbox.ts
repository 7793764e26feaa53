/**
 * Messages in the order in which they came, for one reader. `fail` comes after those that are there, `drop` at once; of
 * several the first counts.
 */
export function createInbox<T>() {
  let messages: T[] = []
  let fault: { error: unknown } | null = null
  let tell = (): void => undefined
  const fail = (error: unknown): void => {
    fault ??= { error }
    tell()
  }
  return {
    push: (message: T): void => {
      messages.push(message)
      tell()
    },
    fail,
    drop: (error: unknown): void => {
      messages = []
      fail(error)
    },
    /** Waits for the next message. Throws what `fail` or `drop` was given. */
    async next(): Promise<T> {
      for (;;) {
        const message = messages.shift()
        if (message !== undefined) return message
        if (fault) throw fault.error
        await new Promise<void>((resolve) => (tell = resolve))
      }
    },
  }
}
