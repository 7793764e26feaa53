/** What it does and what it does not do, in three short honest points. */
export function Promises() {
  return (
    <section className="promises" aria-labelledby="promises">
      <h2 id="promises">What it does</h2>
      <ol>
        <li>
          <h3>It listens to numbers</h3>
          <p>
            Tempo, loudness, mood, voice and instruments, key, length and year: every track is a place in a
            space of sounds. Near places sound alike.
          </p>
        </li>
        <li>
          <h3>It shows its working</h3>
          <p>
            A score is a sum. Each part is drawn, named and given a fact, and so is what sets two tracks
            apart. Nothing is hidden in a percentage.
          </p>
        </li>
        <li>
          <h3>It knows its limits</h3>
          <p>
            It knows of your taste what you tell it by a click, and not which words are sung or what a song
            means to you. Where values are missing, it says how sure it is.
          </p>
        </li>
      </ol>
    </section>
  )
}
