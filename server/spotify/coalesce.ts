/** Joins equal questions that are under way at the same time. */
export type Coalescer = {
  /**
   * What `work` gives, shared with everybody who asks for `key` meanwhile. A signal ends the wait of its own caller; the
   * work is told to stop when nobody waits for it any more.
   */
  run: <T>(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal) => Promise<T>
}

type Flight = { promise: Promise<unknown>; waiting: number; controller: AbortController }

/** A coalescer over questions of one kind: equal keys must mean equal types. */
export function createCoalescer(): Coalescer {
  const flights = new Map<string, Flight>()

  function take(key: string, work: (signal: AbortSignal) => Promise<unknown>): Flight {
    const known = flights.get(key)
    if (known) return known
    const controller = new AbortController()
    const flight: Flight = { promise: work(controller.signal), waiting: 0, controller }
    flights.set(key, flight)
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    flight.promise.then(land, land)
    return flight
  }

  return {
    async run<T>(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
      signal?.throwIfAborted()
      const flight = take(key, work)
      flight.waiting++
      try {
        return (await untilAborted(flight.promise, signal)) as T
      } finally {
        flight.waiting--
        if (flight.waiting === 0) {
          // Who asks from now on must not join what is being stopped.
          if (flights.get(key) === flight) flights.delete(key)
          flight.controller.abort(signal?.reason)
        }
      }
    },
  }
}

async function untilAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise
  let leave: () => void = () => undefined
  const left = new Promise<never>((_, reject) => {
    leave = () => {
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([promise, left])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
