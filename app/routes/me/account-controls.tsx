import { Form, Link } from '@remix-run/react'

/** Sign out, take one's data home, disconnect. */
export function AccountControls() {
  return (
    <section aria-labelledby="yours" className="account-controls">
      <h2 id="yours">What is yours</h2>
      <p>
        <a href="/me/export" download="segue-account.json">
          Download everything kept of you (JSON)
        </a>
      </p>
      <p>
        <Link to="/imports">Lists of the files that you imported</Link>
      </p>
      <Form method="post" action="/me">
        <button name="do" value="sign-out" className="button--quiet">
          Sign out
        </button>
      </Form>
      <details className="disconnect">
        <summary>Disconnect Spotify</summary>
        <Form method="post" action="/me">
          <p>
            The keys to your Spotify account are deleted at once. Your clicks, your private playlists, what
            you imported and your name are deleted within five days; sign in before that and they stay.
          </p>
          <button name="do" value="disconnect">
            Disconnect and delete
          </button>
        </Form>
      </details>
    </section>
  )
}
