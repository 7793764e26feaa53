import { Link } from '@remix-run/react'
import { MIN_PLAYLISTS, MIN_TRACKS } from '~server/quality/domain/limits'

/** What stands on the quality page before anything was measured. */
export function QualityUnmeasured() {
  return (
    <section className="unmeasured" aria-labelledby="unmeasured">
      <h2 id="unmeasured">Nothing was measured yet</h2>
      <p>
        A test needs {MIN_PLAYLISTS} playlists with at least {MIN_TRACKS} tracks whose sound is known. Once
        they are there, each new version of the index is measured by itself; whoever runs this instance can
        also start a test with <code>npx segue eval</code>. Whether a test is under way is said by{' '}
        <Link to="/jobs">what is being read or built</Link>.
      </p>
    </section>
  )
}
