import path from 'node:path'
import type { Sql } from '~db/client'
import { isLoopback, isSecure, type Env } from './env'
import type { SpotifyConnection } from './container-spotify'
import { createSpotifySignIn } from './identity/spotify-sign-in'
import { createTokenSealer, parseTokenKeys, readOrCreateTokenKeys } from './identity/token-sealer'
import { createAccountRepository } from './repositories/account.repository'
import type { Locks } from './services/ports'
import { createUserTokens } from './services/user-tokens'

export type Accounts = Awaited<ReturnType<typeof createAccounts>>

/** Anybody may be any of the sandbox's people, which proves nothing about whoever comes from another machine. */
const NOT_HERE = {
  reason: 'No Spotify app is connected; people of the sandbox sign in on its own machine only.',
  hint: 'Whoever runs this instance sets SPOTIFY_CLIENT_ID; docs/spotify.md says how.',
}

/** Sign-in, the accounts it connects, and the client that works with a user's own tokens. */
export async function createAccounts(env: Env, sql: Sql, locks: Locks, spotify: SpotifyConnection) {
  const dataDir = path.resolve(env.DATA_DIR)
  const keys =
    env.TOKEN_KEYS === undefined ? await readOrCreateTokenKeys(dataDir) : parseTokenKeys(env.TOKEN_KEYS)
  const sealer = createTokenSealer(keys)
  const repository = createAccountRepository(sql)
  const { accountsUrl, clientId } = spotify.app
  const tokens = createUserTokens({
    accounts: repository,
    sealer,
    refreshToken: spotify.refreshToken,
    locks,
  })
  const local = isLoopback(env.HOST) && (env.PUBLIC_URL === undefined || isLoopback(hostOf(env.PUBLIC_URL)))
  return {
    repository,
    sealer,
    signIn: createSpotifySignIn({
      accountsUrl,
      clientId,
      secure: isSecure(env),
      timeoutMs: env.SPOTIFY_TIMEOUT_MS,
    }),
    /** Why nobody can sign in; null where one can. */
    refusal: spotify.kind === 'sandbox' && !local ? NOT_HERE : null,
    operators: { ids: env.OPERATOR_SPOTIFY_IDS, firstIsOperator: local },
    /** The Web API as one user sees it. */
    clientOf: (userId: string) => spotify.clientWith(tokens, userId),
    probeOf: (userId: string, consent: string) => spotify.probeUser(tokens, userId, consent),
  }
}

const hostOf = (url: string) => new URL(url).hostname.replace(/^\[|\]$/g, '')
