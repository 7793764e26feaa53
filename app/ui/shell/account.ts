import { useRouteLoaderData } from '@remix-run/react'
import type { AccountView } from '~server/accounts/domain/account'

/** Who is signed in; null for a guest, and on the page of a failure that came before anybody was asked. */
export function useAccount(): AccountView | null {
  return useRouteLoaderData<{ account: AccountView | null }>('root')?.account ?? null
}
