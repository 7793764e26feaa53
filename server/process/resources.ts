export type Resources = ReturnType<typeof createResources>

/** What this process has opened; an AsyncDisposableStack, which Node 20 has not. */
export function createResources(onFault: (error: unknown) => void) {
  const closers: (() => unknown)[] = []
  return {
    /** Has `close` called at the end, before what was opened earlier is closed. */
    defer(close: () => unknown): void {
      closers.push(close)
    },

    use<T extends { close: () => unknown }>(resource: T): T {
      closers.push(() => resource.close())
      return resource
    },

    /** Closes everything once, the newest first; what fails keeps nothing else open. */
    async close(): Promise<void> {
      for (const close of closers.splice(0).reverse()) {
        try {
          await close()
        } catch (error) {
          onFault(error)
        }
      }
    },
  }
}
