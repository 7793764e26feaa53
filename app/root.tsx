import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import {
  Links,
  LiveReload,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useMatches,
  useRouteError,
} from '@remix-run/react'
import type { ReactNode } from 'react'
import { PageProgress } from '~/ui/shell/page-progress'
import { ProblemPage } from '~/ui/shell/problem-page'
import { RouteFocus } from '~/ui/shell/route-focus'
import { SiteFooter } from '~/ui/shell/site-footer'
import { SignInNotice } from '~/ui/shell/sign-in-notice'
import { SiteHeader } from '~/ui/shell/site-header'
import { useAccount } from '~/ui/shell/account'
import { findRefresh } from '~/lib/handle'
import { pageHeaders } from '~/lib/headers'
import { useNonce } from '~/lib/nonce'
import { pageTitle } from '~/lib/page-title'
import { toProblem } from '~/ui/shell/problem'
import baseHref from '~/styles/base.css'
import controlsHref from '~/styles/controls.css'
import shellHref from '~/styles/shell.css'
import tokensHref from '~/styles/tokens.css'
import trackHref from '~/styles/track.css'

export const headers = pageHeaders

export const links: LinksFunction = () => [
  ...[tokensHref, baseHref, shellHref, controlsHref, trackHref].map((href) => ({ rel: 'stylesheet', href })),
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
]

export const meta: MetaFunction = ({ error }) => [
  { title: pageTitle(error === undefined ? undefined : toProblem(error).title) },
]

/** Who is signed in. A page whose database is away says so itself; its frame is that of a guest. */
export async function loader({ context }: LoaderFunctionArgs) {
  return { account: await context.trpc.account.me().catch(() => null) }
}

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce()
  const account = useAccount()
  const refresh = findRefresh(useMatches())
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f6f6f3" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#111215" media="(prefers-color-scheme: dark)" />
        {refresh === null ? null : (
          <noscript>
            <meta httpEquiv="refresh" content={String(refresh)} />
          </noscript>
        )}
        <Meta />
        <Links />
      </head>
      <body>
        <a className="skip-link" href="#main">
          Skip to the content
        </a>
        <PageProgress />
        <SiteHeader account={account} />
        <main id="main" tabIndex={-1}>
          <SignInNotice account={account} />
          {children}
        </main>
        <SiteFooter />
        <RouteFocus />
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
        <LiveReload nonce={nonce} />
      </body>
    </html>
  )
}

export default function App() {
  return <Outlet />
}

export function ErrorBoundary() {
  return <ProblemPage problem={toProblem(useRouteError())} />
}
