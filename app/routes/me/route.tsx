import type { ActionFunctionArgs, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { AccountControls } from './account-controls'
import { OwnPlaylists } from './own-playlists'
import { OwnSessions } from './own-sessions'
import { SignInLink } from '~/ui/forms/sign-in-link'
import { changeAccount } from './account-action'
import { pageHeaders } from '~/lib/headers'
import { answerOwnPage } from './own-page'
import { pageTitle } from '~/lib/page-title'
import aboutHref from '~/styles/about.css'
import accountHref from '~/styles/account.css'

export const headers = pageHeaders
export const links: LinksFunction = () =>
  [aboutHref, accountHref].map((href) => ({ rel: 'stylesheet', href }))
export const meta: MetaFunction = () => [{ title: pageTitle('Your playlists') }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  return answerOwnPage(context, request.url)
}

export async function action({ request, context }: ActionFunctionArgs) {
  return changeAccount({ request, context })
}

export default function OwnPage() {
  const { signedIn, disconnected, own, sessions, failure } = useLoaderData<typeof loader>()
  return (
    <div className="account">
      <header className="prose">
        <h1>Your playlists</h1>
        {disconnected ? (
          <p role="status">
            You are disconnected: the keys to your Spotify account are deleted, and the rest of your data will
            be within five days.
          </p>
        ) : null}
        <p className="lede">
          {signedIn
            ? 'Reading a playlist adds its tracks to the catalog and shows what it sounds like. What is not public at Spotify is shown to you alone.'
            : 'Sign in with Spotify and Segue can read your own playlists, private ones and your Liked Songs included. It asks to read, never to change anything.'}
        </p>
        {signedIn ? null : (
          <p>
            <SignInLink label="Sign in with Spotify" button />
          </p>
        )}
      </header>
      {failure ? (
        <section className="notice" aria-label="Spotify’s answer">
          <p>{failure.message}</p>
          <p>{failure.hint}</p>
        </section>
      ) : null}
      {own ? <OwnPlaylists own={own} /> : null}
      {signedIn ? <OwnSessions sessions={sessions} /> : null}
      {signedIn ? <AccountControls /> : null}
    </div>
  )
}
