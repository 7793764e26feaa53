// redlock 5.0.0-beta.2 ships types that its `exports` does not name; these are the members used here.
declare module 'redlock' {
  import type { EventEmitter } from 'node:events'
  import type { Redis } from 'ioredis'

  export class ResourceLockedError extends Error {}
  export class ExecutionError extends Error {
    readonly attempts: readonly Promise<{ readonly votesAgainst: ReadonlyMap<Redis, Error> }>[]
  }
  export type RedlockAbortSignal = AbortSignal & { error?: Error }
  export default class Redlock extends EventEmitter {
    constructor(
      clients: Iterable<Redis>,
      settings?: {
        retryCount?: number
        retryDelay?: number
        retryJitter?: number
        automaticExtensionThreshold?: number
      },
    )
    using<T>(
      resources: string[],
      duration: number,
      settings: { retryCount?: number },
      routine: (signal: RedlockAbortSignal) => Promise<T>,
    ): Promise<T>
    quit(): Promise<void>
  }
}
