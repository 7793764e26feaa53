import { toAccountView, type SessionUser } from '../accounts/domain/account'
import type { AccountRepository } from '../accounts/account.repository'
import { DomainError } from '../domain/errors'
import type { UserProbeAnswers } from './domain/user-capabilities'
import type { ExaminedUser } from './examine-user'

export type FindExaminedDeps = {
  accounts: Pick<AccountRepository, 'findState' | 'findUser'>
  probe: (userId: string, consent: string) => Promise<UserProbeAnswers>
}

/** Somebody as the doctor looks at them; null where there is no account. */
export async function findExamined(
  { accounts, probe }: FindExaminedDeps,
  user: SessionUser | null,
): Promise<ExaminedUser | null> {
  const state = user && (await accounts.findState(user.id))
  if (!user || !state) return null
  const consent = state.authorizedAt.toISOString()
  return {
    ...state,
    name: toAccountView(user, state, new Date()).displayName,
    probe: () => probe(user.id, consent),
  }
}

/** The person with a Spotify id, for the doctor. Throws USER_UNKNOWN. */
export async function getExamined(deps: FindExaminedDeps, accountId: string): Promise<ExaminedUser> {
  const examined = await findExamined(deps, await deps.accounts.findUser(accountId))
  if (examined) return examined
  throw new DomainError('USER_UNKNOWN', 'Nobody with this Spotify id has signed in here.')
}
