import type { AccountRepository } from './account.repository'
import { toAccountView, type AccountView, type SessionUser } from './domain/account'

/** Somebody as their own page shows them. */
export async function describeAccount(
  accounts: Pick<AccountRepository, 'findState'>,
  user: SessionUser,
): Promise<AccountView> {
  return toAccountView(user, await accounts.findState(user.id), new Date())
}
