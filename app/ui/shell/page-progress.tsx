import { useNavigation } from '@remix-run/react'

/** A line along the top while the next page is on its way. */
export function PageProgress() {
  const waiting = useNavigation().state !== 'idle'
  return <div className="page-progress" data-waiting={waiting} aria-hidden="true" />
}
