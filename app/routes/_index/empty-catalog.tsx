/** What to do when there is nothing to choose from yet. */
export function EmptyCatalog() {
  return (
    <section className="notice" aria-labelledby="empty">
      <h2 id="empty">The catalog is empty</h2>
      <p>There is nothing to compare with yet. Either of these fills it:</p>
      <ul>
        <li>Paste the link of a playlist above: its tracks become the catalog.</li>
        <li>
          Import a file of tracks, in the folder of this instance: <code>npx segue import tracks.csv</code>
        </li>
      </ul>
    </section>
  )
}
