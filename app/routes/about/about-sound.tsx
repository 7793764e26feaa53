import { Link } from '@remix-run/react'

/** How two tracks are compared, without a formula. */
export function AboutSound() {
  return (
    <>
      <section aria-labelledby="compare">
        <h2 id="compare">How two tracks are compared</h2>
        <p>
          For every track Segue gathers what can be measured: energy, cheerfulness and danceability; loudness;
          tempo; whether it is sung, spoken or instrumental, acoustic or electric; key; length; the year it
          came out; and where the sound itself was analysed, its colour, how busy it is, and how it is built.
          The values come from the sources this instance may use: what an imported file carries, open
          services, or its own analysis of the sound. Every value keeps a note of where it came from.
        </p>
        <p>
          Each value is set against the whole catalog, so that “fast” means fast for this catalog. Together
          they place a track in a space of sounds. Two tracks are alike when they lie in the same direction
          from the middle; the score is the cosine of the angle between them.
        </p>
        <p>
          That cosine is a sum, and the sum splits into one part for mood, loudness, rhythm, timbre, voice and
          instruments, structure, length, harmony and era. Those are the pieces of the bars.
        </p>
      </section>
      <section aria-labelledby="limits">
        <h2 id="limits">What it cannot know</h2>
        <p>
          It does not know which words are sung or what a song means to you, and of your taste only what you
          tell it by a click. A track with few values is compared by what both tracks have, what the other
          lacks counts against it, and the confidence says how much that is.
        </p>
        <p>
          How much it finds all the same is{' '}
          <Link to="/quality">measured on this catalog’s own playlists</Link>; the same page says how exactly
          the index in use searches.
        </p>
      </section>
    </>
  )
}
