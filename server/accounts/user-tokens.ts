import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError, isDomainError } from '../domain/errors'
import { openToken, sealTokens } from './account-tokens'
import type { GrantedTokens, Locks, SealedTokens, StoredAccount, TokenSealer } from '../catalog/ports'

export type UserTokensDeps = {
  accounts: {
    /** null where the user is not connected. */
    find: (userId: string) => Promise<StoredAccount | null>
    /** Stores tokens in place of those with the sealed refresh token `previous`; false where they are gone. */
    replaceTokens: (userId: string, previous: Buffer, next: SealedTokens) => Promise<boolean>
    forgetTokens: (userId: string, previous: Buffer) => Promise<void>
  }
  sealer: TokenSealer
  refreshToken: (refreshToken: string) => Promise<GrantedTokens>
  locks: Locks
  now?: () => number
}
export type UserTokens = ReturnType<typeof createUserTokens>

/** A token is renewed this long before it ends, so that a request under way does not outlive it. */
const EARLY_MS = 60_000
/** How long another process is waited for that refreshes at this moment, and how often it is looked at. */
const WAIT_MS = 30_000
const LOOK_MS = 100

/**
 * Access tokens of users. One refresh at a time per user: callers of this process share it, other processes are kept
 * out by a lock and find its result. Spotify's refresh tokens may be good for one use, so the new ones are stored
 * before anybody gets to use them.
 */
export function createUserTokens(deps: UserTokensDeps) {
  const { accounts, sealer, now = Date.now } = deps
  const pending = new Map<string, Promise<string>>()

  /** The stored token where it is good: not about to end, and not the one that Spotify refused. */
  const findGood = (stored: StoredAccount, refused: string | null): string | null => {
    if (stored.accessExpiresAt.getTime() - EARLY_MS <= now()) return null
    const token = openToken(sealer, stored, 'access')
    return token === refused ? null : token
  }

  async function refresh(userId: string): Promise<string> {
    const stored = await getAccount(deps, userId)
    const refreshToken = openToken(sealer, stored, 'refresh')
    if (refreshToken === null) {
      throw new DomainError('SIGN_IN_AGAIN', 'The key that your connection to Spotify was kept with is gone.')
    }
    const granted = await deps.refreshToken(refreshToken).catch(async (error: unknown) => {
      if (isDomainError(error) && error.code === 'SIGN_IN_AGAIN') {
        await accounts.forgetTokens(userId, stored.refresh)
      }
      throw error
    })
    const kept = { ...granted, refreshToken: granted.refreshToken ?? refreshToken }
    const done = await accounts.replaceTokens(
      userId,
      stored.refresh,
      sealTokens(sealer, stored.accountId, kept),
    )
    // Signed in anew, or disconnected, meanwhile: what came of the old sign-in is not for use.
    if (!done) throw new DomainError('LOCKED', 'The sign-in has changed meanwhile.')
    return granted.accessToken
  }

  async function obtain(userId: string, refused: string | null): Promise<string> {
    const deadline = now() + WAIT_MS
    for (;;) {
      const good = findGood(await getAccount(deps, userId), refused)
      if (good !== null) return good
      try {
        return await deps.locks.using(
          `spotify-token:${userId}`,
          async () => findGood(await getAccount(deps, userId), refused) ?? refresh(userId),
        )
      } catch (error) {
        if (!isDomainError(error) || error.code !== 'LOCKED' || now() > deadline) throw error
        await sleep(LOOK_MS / 2 + Math.random() * LOOK_MS)
      }
    }
  }

  /** Shared by all who wait; whoever goes away leaves it to the others. */
  function share(userId: string, refused: string | null, signal?: AbortSignal): Promise<string> {
    const key = `${userId} ${refused ?? ''}`
    let work = pending.get(key)
    if (!work) {
      work = obtain(userId, refused).finally(() => pending.delete(key))
      pending.set(key, work)
    }
    return unlessAborted(work, signal)
  }

  return {
    /**
     * An access token that is good for a minute at least. Throws SIGN_IN_AGAIN where the user is not connected (any
     * more), and what the refresh throws.
     */
    getAccessToken: (userId: string, signal?: AbortSignal): Promise<string> => share(userId, null, signal),

    /** A token in place of `refused`, which Spotify answered with 401: refreshed once however many were refused. */
    replaceAccessToken: (userId: string, refused: string, signal?: AbortSignal): Promise<string> =>
      share(userId, refused, signal),
  }
}

async function getAccount({ accounts }: UserTokensDeps, userId: string): Promise<StoredAccount> {
  const stored = await accounts.find(userId)
  if (!stored) throw new DomainError('SIGN_IN_AGAIN', 'You are not connected to Spotify any more.')
  return stored
}

async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work
  signal.throwIfAborted()
  let stop = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
