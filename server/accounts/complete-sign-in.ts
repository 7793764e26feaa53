import type { UserRole } from './domain/account'
import { DomainError } from '../domain/errors'
import { findRole, toStoredRole, type AccountRights } from './account-rights'
import { sealTokens } from './account-tokens'
import type { GrantedTokens, SealedTokens, TokenSealer } from '../catalog/ports'

export type NewSignIn = GrantedTokens & { refreshToken: string; scopes: string[] }

export type CompleteSignInDeps = {
  /** Whom an access token belongs to at Spotify. */
  getProfile: (
    accessToken: string,
    signal: AbortSignal,
  ) => Promise<{ id: string; displayName: string | null }>
  accounts: {
    connect: (connection: {
      accountId: string
      displayName: string | null
      scopes: string[]
      tokens: SealedTokens
      toRole: (now: { role: UserRole | null; first: boolean }) => UserRole
    }) => Promise<string>
  }
  sealer: TokenSealer
  rights: AccountRights
}

/**
 * The user that a sign-in at Spotify makes somebody here, new or known, with the tokens stored sealed. Throws
 * ACCOUNT_NOT_ALLOWED for an account that is not let in, and what asking Spotify throws: a user who is not on an app's
 * allow-list can sign in there and is then refused.
 */
export async function completeSignIn(
  { getProfile, accounts, sealer, rights }: CompleteSignInDeps,
  signIn: NewSignIn,
  signal: AbortSignal,
): Promise<string> {
  const { id, displayName } = await getProfile(signIn.accessToken, signal)
  return accounts.connect({
    accountId: id,
    displayName,
    scopes: signIn.scopes,
    tokens: sealTokens(sealer, id, signIn),
    toRole: ({ role, first }) => {
      const stored = toStoredRole(rights, role, first)
      if (findRole(rights, { provider: rights.provider, id, role: stored }) !== null) return stored
      throw new DomainError(
        'ACCOUNT_NOT_ALLOWED',
        'This instance is private, and your account is not on its list.',
        {
          hint: `Ask whoever runs it to let your Spotify id in: ${id}`,
        },
      )
    },
  })
}
