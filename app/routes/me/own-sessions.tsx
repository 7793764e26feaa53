import { Form } from '@remix-run/react'
import type { Sessions } from './own-page'

/** Where one is signed in: since when, in what browser, when last seen; and the buttons that end it. */
export function OwnSessions({ sessions }: { sessions: Sessions }) {
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <ul className="own-playlists">
        {sessions.map(({ id, browser, signedInAt, seenAt, here }) => (
          <li key={id} className="own-session">
            <h3>
              {browser}
              {here ? ' (this one)' : ''}
            </h3>
            <p className="own-playlist__facts">
              Signed in <Time at={signedInAt} />, last seen <Time at={seenAt} />
            </p>
            {here ? null : (
              <Form method="post" action="/me">
                <input type="hidden" name="session" value={id} />
                <button name="do" value="end-session" className="button--quiet">
                  Sign out there
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      <Form method="post" action="/me">
        <button name="do" value="sign-out-everywhere" className="button--quiet">
          Sign out everywhere
        </button>
      </Form>
    </section>
  )
}

function Time({ at }: { at: string }) {
  return <time dateTime={at}>{at.slice(0, 16).replace('T', ' ')} UTC</time>
}
