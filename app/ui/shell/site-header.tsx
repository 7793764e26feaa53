import { Link, NavLink } from '@remix-run/react'
import type { AccountView } from '~server/accounts/domain/account'
import { Logo } from './logo'
import { SignInLink } from '~/ui/forms/sign-in-link'

export function SiteHeader({ account }: { account: AccountView | null }) {
  return (
    <header className="site-header">
      <Link to="/" className="wordmark" prefetch="intent">
        <Logo />
        <span>segue</span>
      </Link>
      <nav aria-label="Main">
        <NavLink to="/" end prefetch="intent">
          Find
        </NavLink>
        <NavLink to="/continue" prefetch="intent">
          Continue
        </NavLink>
        <NavLink to="/journey" prefetch="intent">
          Journey
        </NavLink>
        <NavLink to="/taste">Your taste</NavLink>
        <NavLink to="/about" prefetch="intent">
          How it works
        </NavLink>
        {account ? <NavLink to="/me">{account.displayName}</NavLink> : <SignInLink label="Sign in" />}
      </nav>
    </header>
  )
}
