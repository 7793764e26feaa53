import path from 'node:path'
import type { Sql } from '~db/client'
import { isLocal, isOpen, isSecure, type Env } from './env'
import type { SpotifyConnection } from './spotify'
import { createSpotifySignIn } from '../accounts/identity/spotify-sign-in'
import { createTokenSealer, parseTokenKeys, readOrCreateTokenKeys } from '../accounts/identity/token-sealer'
import type { Logger } from '../observability/logger'
import { createAccountRepository } from '../accounts/account.repository'
import type { AccountRights, Provider } from '../accounts/account-rights'
import type { Locks } from '../catalog/ports'
import { createUserTokens } from '../accounts/user-tokens'

/** Anybody may be any of the sandbox's people, which proves nothing about whoever comes from another machine. */
const NOT_HERE = {
  reason: 'No Spotify app is connected; people of the sandbox sign in on its own machine only.',
  hint: 'Whoever runs this instance sets SPOTIFY_CLIENT_ID; docs/spotify.md says how.',
}

/** Sign-in, the accounts it connects, and the client that works with a user's own tokens. */
export async function createAccounts(
  env: Env,
  { sql, locks, spotify, log }: { sql: Sql; locks: Locks; spotify: SpotifyConnection; log: Logger },
) {
  const dataDir = path.resolve(env.process.dataDir)
  const keys =
    env.accounts.tokenKeys === undefined
      ? await readOrCreateTokenKeys(dataDir)
      : parseTokenKeys(env.accounts.tokenKeys)
  const sealer = createTokenSealer(keys)
  const provider = spotify.kind === 'sandbox' ? 'sandbox' : 'spotify'
  const repository = createAccountRepository(sql, provider)
  if (provider === 'spotify') {
    const { users, tracks } = await repository.removeSandbox()
    if (users + tracks > 0) log.info({ users, tracks }, 'people and tracks of the sandbox are removed')
  }
  const { accountsUrl, clientId } = spotify.app
  const tokens = createUserTokens({
    accounts: repository,
    sealer,
    refreshToken: spotify.refreshToken,
    locks,
  })
  const local = isLocal(env)
  return {
    repository,
    sealer,
    signIn: createSpotifySignIn({
      accountsUrl,
      clientId,
      secure: isSecure(env),
      timeoutMs: env.limits.spotifyTimeoutMs,
    }),
    /** Why nobody can sign in; null where one can. */
    refusal: spotify.kind === 'sandbox' && !local ? NOT_HERE : null,
    rights: {
      provider,
      operators: env.accounts.operatorSpotifyIds,
      firstIsOperator: local,
      allowed: findAllowed(env, provider),
    } satisfies AccountRights,
    /** The Web API as one user sees it. */
    clientOf: (userId: string) => spotify.clientWith(tokens, userId),
    probeOf: (userId: string, consent: string) => spotify.probeUser(tokens, userId, consent),
  }
}

/** Whom a private instance lets in; null: everybody. Without a list, only operators once anybody of Spotify could come. */
function findAllowed(env: Env, provider: Provider): readonly string[] | null {
  const ids = env.accounts.allowedSpotifyIds
  if (isOpen(env) || ids.includes('*') || (ids.length === 0 && provider === 'sandbox')) return null
  return ids
}
