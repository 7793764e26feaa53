import { useRouteLoaderData } from '@remix-run/react'
import type { loader } from '~/root'

/** Who is signed in; null for a guest, and on the page of a failure that came before anybody was asked. */
export function useAccount() {
  return useRouteLoaderData<typeof loader>('root')?.account ?? null
}
