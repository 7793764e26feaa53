import { Link, useLocation } from '@remix-run/react'
import type { Problem } from './problem'
import { LinkForm } from '~/ui/forms/link-form'
import { SignInLink } from '~/ui/forms/sign-in-link'

/** What went wrong, in a sentence, and the ways out. */
export function ProblemPage({ problem }: { problem: Problem }) {
  const { pathname, search } = useLocation()
  const { status, title, message, hint, requestId } = problem
  // The address of an answer of Spotify is good for one use.
  const isSignIn = pathname.startsWith('/auth/')
  return (
    <div className="problem">
      <p className="direction">{status}</p>
      <h1>{title}</h1>
      <p className="lede">{message}</p>
      <p>{hint}</p>
      {requestId ? <p className="request-id">Request {requestId}</p> : null}
      <p className="problem__ways">
        {status === 401 || isSignIn ? <SignInLink label="Sign in with Spotify" button /> : null}
        {(status >= 500 || status === 429) && !isSignIn ? (
          <a className="button" href={pathname + search}>
            Try again
          </a>
        ) : null}
        <Link to="/">Go to the front page</Link>
      </p>
      <LinkForm />
    </div>
  )
}
