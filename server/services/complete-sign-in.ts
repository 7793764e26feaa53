import type { UserRole } from '../domain/account'
import { sealTokens } from './account-tokens'
import type { GrantedTokens, SealedTokens, TokenSealer } from './ports'

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
  operators: OperatorRule
}

/** Spotify ids of the operators; where none are named, whoever signs in first on an instance of one machine is one. */
export type OperatorRule = { ids: readonly string[]; firstIsOperator: boolean }

/**
 * The user that a sign-in at Spotify makes somebody here, new or known, with the tokens stored sealed. Throws what
 * asking Spotify throws: a user who is not on an app's allow-list can sign in there and is then refused.
 */
export async function completeSignIn(
  { getProfile, accounts, sealer, operators }: CompleteSignInDeps,
  signIn: NewSignIn,
  signal: AbortSignal,
): Promise<string> {
  const { id, displayName } = await getProfile(signIn.accessToken, signal)
  return accounts.connect({
    accountId: id,
    displayName,
    scopes: signIn.scopes,
    tokens: sealTokens(sealer, id, signIn),
    toRole: ({ role, first }) => toRole(operators, id, role, first),
  })
}

/** The role of an account; what an operator was by being first stays so, what a list said goes with the list. */
export function toRole(
  { ids, firstIsOperator }: OperatorRule,
  accountId: string,
  role: UserRole | null,
  first: boolean,
): UserRole {
  if (ids.length > 0) return ids.includes(accountId) ? 'operator' : 'user'
  return firstIsOperator && (first || role === 'operator') ? 'operator' : 'user'
}
