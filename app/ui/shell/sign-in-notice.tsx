import type { AccountView } from '~server/accounts/domain/account'
import { SignInLink } from '~/ui/forms/sign-in-link'

/** Spotify ends every sign-in after six months: told ahead, and afterwards. */
export function SignInNotice({ account }: { account: AccountView | null }) {
  if (!account || (account.connected && !account.endsSoon)) return null
  return (
    <aside className="notice" aria-label="Your connection to Spotify">
      <p>
        {account.connected
          ? `Spotify ends your sign-in ${toDays(account.daysLeft ?? 0)}; it does so every six months. `
          : 'Your connection to Spotify has ended, so your own playlists cannot be read. '}
        <SignInLink label="Sign in again" />
      </p>
    </aside>
  )
}

function toDays(days: number): string {
  if (days === 0) return 'today'
  return days === 1 ? 'in one day' : `in ${String(days)} days`
}
