import { MIN_PLAYLISTS, MIN_TRACKS } from '~server/domain/evaluation/limits'

/** What stands on the quality page before anything was measured. */
export function QualityUnmeasured() {
  return (
    <section aria-labelledby="unmeasured">
      <h2 id="unmeasured">Nothing was measured yet</h2>
      <p>
        A test needs {MIN_PLAYLISTS} playlists with at least {MIN_TRACKS} tracks whose sound is known. Once
        they are there, each new version of the index is measured by itself; whoever runs this instance can
        also start a test with <code>npx segue eval</code>.
      </p>
    </section>
  )
}
