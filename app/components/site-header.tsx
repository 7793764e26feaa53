import { Link, NavLink } from '@remix-run/react'
import { Logo } from './logo'

export function SiteHeader() {
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
          Go on
        </NavLink>
        <NavLink to="/journey" prefetch="intent">
          Journey
        </NavLink>
        <NavLink to="/taste">Your taste</NavLink>
        <NavLink to="/about" prefetch="intent">
          How it works
        </NavLink>
      </nav>
    </header>
  )
}
