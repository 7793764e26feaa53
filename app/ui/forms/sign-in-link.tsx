import { useLocation } from '@remix-run/react'

/** Leaves for Spotify and comes back to this page. A plain link: the answer is another site, not a page of ours. */
export function SignInLink({ label, button = false }: { label: string; button?: boolean }) {
  const { pathname, search } = useLocation()
  const back = pathname.startsWith('/auth/') ? '/me' : pathname + search
  return (
    <a
      href={`/auth/spotify?${new URLSearchParams({ back }).toString()}`}
      className={button ? 'button' : undefined}
    >
      {label}
    </a>
  )
}
