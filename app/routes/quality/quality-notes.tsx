import type { Quality } from './quality'

/** What the figures do not say. */
export function QualityNotes({ quality: { report } }: { quality: Quality }) {
  return (
    <section className="prose" aria-labelledby="notes">
      <h2 id="notes">How to read these figures</h2>
      <ul>
        <li>
          Absolute values stay low. A playlist is one choice out of very many that would have been as good,
          and a good suggestion that its maker did not think of counts as a miss. The lift over random is what
          counts.
        </li>
        <li>
          <strong>Same artists</strong> plays more of the artists one has named and listens to nothing. It
          finds much, because people put several tracks of an artist into a list, and it never leads anywhere
          new. That is why Continue takes at most two tracks of an artist, and why Discover is measured apart.
        </li>
        <li>
          <strong>Popular songs</strong> shows what popularity alone finds. Similar leaves popularity out
          unless asked, since it favours what everybody knows; Continue and Discover keep to about how well
          known the shown tracks are. <strong>Sound alone</strong> shows what is left without it.
        </li>
        <li>
          The thin line on a bar is its 95 % interval: another draw of playlists would most likely have given
          a value within it. Bars whose lines overlap may be equal.
        </li>
        <li>
          Releases of one song count as one, and of a track’s neighbours only those by other artists count. No
          weight of Segue is learned from playlists.
        </li>
        {report.complete ? null : (
          <li>Time ran out before the whole sample was measured; the figures stand on fewer tracks.</li>
        )}
      </ul>
    </section>
  )
}
