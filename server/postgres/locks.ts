import { createHeldSession } from '~db/client'
import type { Fence, Locks } from '../catalog/ports'
import { DomainError } from '../domain/errors'

type Options = {
  /** Draws the token of a new holder; the tokens before it are worth nothing from then on. */
  drawFence: (name: string) => Promise<Fence>
  /** A holder that is frozen for so long has lost its lock; one that died loses it at once. */
  lockMs: number
}

/** Tells these keys from other advisory locks, which are small numbers. */
const SEED = 7_365_686
/** Signs of life in the time after which a session counts as silent. */
const SIGNS = 4

/**
 * Locks that hold over all processes of a database: advisory locks of one session, which ends with its process. The
 * signal aborts when the session is lost; a holder that hears of it too late is held off by the fence.
 */
export function createPostgresLocks(
  url: string,
  { drawFence, lockMs }: Options,
): Locks & { close: () => Promise<void> } {
  // Within one session an advisory lock can be had twice.
  const held = new Map<string, AbortController>()
  const session = createHeldSession(url, {
    silentMs: lockMs,
    onClose: () => {
      for (const lost of held.values()) lost.abort(toLost())
    },
  })
  let signs: NodeJS.Timeout | undefined

  async function acquire(name: string): Promise<boolean> {
    const [row] = await session<{ got: boolean }[]>`
      select pg_try_advisory_lock(hashtextextended(${name}, ${SEED})) as got`
    return row?.got === true
  }

  async function release(name: string): Promise<void> {
    await session`select pg_advisory_unlock(hashtextextended(${name}, ${SEED}))`.catch(() => undefined)
  }

  function claim(name: string): AbortController {
    if (held.has(name)) throw toLocked()
    const lost = new AbortController()
    held.set(name, lost)
    signs ??= setInterval(() => {
      session`select 1`.catch(() => undefined)
    }, lockMs / SIGNS).unref()
    return lost
  }

  function forget(name: string): void {
    held.delete(name)
    if (held.size > 0) return
    clearInterval(signs)
    signs = undefined
  }

  return {
    async using(name, work) {
      const lost = claim(name)
      try {
        if (!(await acquire(name))) throw toLocked()
        try {
          return await work({ signal: lost.signal, fence: await drawFence(name) })
        } catch (error) {
          throw lost.signal.aborted ? toLost(error) : error
        } finally {
          // The lock of a session that was lost is free already.
          if (!lost.signal.aborted) await release(name)
        }
      } finally {
        forget(name)
      }
    },
    close: () => session.end({ timeout: 5 }),
  }
}

const toLocked = () => new DomainError('LOCKED', 'Somebody else is working on it right now.')
const toLost = (cause?: unknown) => new DomainError('LOCK_LOST', 'The lock on this work was lost.', { cause })
