import { DomainError } from '../domain/errors'

type Options = {
  /** This many failures in a row open the circuit. */
  failures: number
  /** How long it then stays open. */
  restMs: number
  now?: () => number
}

/**
 * Keeps calls from a service that fails (M. Nygard, Release It!, "Circuit Breaker"): closed, it lets all through; open,
 * it refuses at once with the error that opened it and the seconds left; after the rest one call tries, and its outcome
 * closes or opens it. Besides counting failures it can be opened until a time that the service named.
 */
export function createCircuitBreaker(options: Options) {
  const now = options.now ?? Date.now
  let failures = 0
  let open: { until: number; reason: DomainError } | null = null
  let trying = false

  const openUntil = (until: number, reason: DomainError) => {
    open = { until, reason }
    trying = false
  }

  /** Throws while the circuit is open, and while another call is the one that tries. */
  const check = () => {
    if (!open) return
    const left = open.until - now()
    if (left > 0 || trying) throw toRefusal(open.reason, Math.max(1, Math.ceil(left / 1000)))
  }

  return {
    check,

    /** As `check`; the first to come after the rest is the one that tries, and has to say how it went. */
    enter(): void {
      check()
      trying = open !== null
    },

    succeeded(): void {
      failures = 0
      open = null
      trying = false
    },

    failed(reason: DomainError): void {
      failures++
      if (trying || failures >= options.failures) openUntil(now() + options.restMs, reason)
    },

    /** A call that says nothing of the service: it was refused before it left, or its caller has gone. */
    abandoned(): void {
      trying = false
    },

    openUntil,

    /** When an open circuit lets a call through again, and why it is open; null while it is closed. */
    resting: (): { until: number; reason: DomainError } | null => (open && open.until > now() ? open : null),
  }
}

function toRefusal({ code, message, hint }: DomainError, retryAfterSeconds: number): DomainError {
  return new DomainError(code, message, { hint, retryAfterSeconds })
}
