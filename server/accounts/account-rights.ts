import type { UserRole } from './domain/account'

/** Where an account is from: Spotify, or the sandbox that plays it. */
export type Provider = 'spotify' | 'sandbox'

/** What the settings say of accounts. Asked at every request, so that a change counts at once. */
export type AccountRights = {
  /** The provider that is connected; accounts of another are nobody's. */
  provider: Provider
  /** Spotify ids of the operators; where none are named, whoever signed in first on an instance of one machine is one. */
  operators: readonly string[]
  firstIsOperator: boolean
  /** Spotify ids of those who are let in besides operators; null: everybody who can sign in. */
  allowed: readonly string[] | null
}

/** An account as it is stored; `role` operator is kept for the first who signed in, and for nothing else. */
export type KnownAccount = { provider: Provider; id: string; role: UserRole }

/** The role of an account as of now; null where it is not let in. */
export function findRole(rights: AccountRights, account: KnownAccount): UserRole | null {
  if (account.provider !== rights.provider) return null
  const { operators, firstIsOperator, allowed } = rights
  const isOperator =
    operators.length > 0 ? operators.includes(account.id) : firstIsOperator && account.role === 'operator'
  if (isOperator) return 'operator'
  return allowed === null || allowed.includes(account.id) ? 'user' : null
}

/** The role that is stored with a sign-in; `before` null for a new user, `first` where there is no other user yet. */
export function toStoredRole(
  { operators, firstIsOperator }: AccountRights,
  before: UserRole | null,
  first: boolean,
): UserRole {
  return first && firstIsOperator && operators.length === 0 ? 'operator' : (before ?? 'user')
}
