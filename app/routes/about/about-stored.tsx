/** What is kept, where, and for how long. */
export function AboutStored() {
  return (
    <section aria-labelledby="stored">
      <h2 id="stored">What is stored</h2>
      <ul>
        <li>
          Of tracks and playlists: names, artists, album, year, length, identifiers, the address of the
          artwork (never the picture itself), the values above, and when they were fetched. What is old is
          asked for again; what nobody uses, or what is gone there, is removed after a while.
        </li>
        <li>Of sound that is analysed: the numbers that come out. The audio itself is thrown away.</li>
        <li>
          Of a clip that you upload: nothing. What was heard stands in the address of its page, and only
          there.
        </li>
        <li>
          Of you: nothing, until you like, dislike or skip a track. From then on those clicks and one cookie
          that says which clicks are yours, for as long as you come back within half a year; you can see,
          download and remove them. No history, no advertising, no script from elsewhere.
        </li>
        <li>
          Of you, where you sign in with Spotify: your name and id there, which playlists of yours were read,
          and the keys to read them, encrypted. You can download it all; when you disconnect, the keys are
          deleted at once and the rest within five days.
        </li>
      </ul>
      <p>
        Everything stays with whoever runs this instance. Artwork is loaded from where it is published, so its
        host sees that your browser asked for it.
      </p>
    </section>
  )
}
