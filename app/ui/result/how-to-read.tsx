/** What the drawing means, for those who want to know. */
export function HowToRead() {
  return (
    <details className="how-to-read">
      <summary>How to read this</summary>
      <p>
        A score of 1 means that two tracks have the same sound as far as Segue can tell; 0 means that they
        have nothing in common, and below 0 they are opposites. It is a likeness, not a chance, so it is not
        given in percent.
      </p>
      <p>
        Every score is a sum of one part for each group of values. The coloured pieces of a bar are those that
        add to it. Where a group of values sets two tracks apart, its piece is struck from the end and drawn
        in a thin line below. The upright mark is the score.
      </p>
      <p>
        The ribbon beside the list carries the same parts from track to track: a strand is as wide as what its
        group adds.
      </p>
      <p>
        What an artist of the list, novelty or your own taste add or take stands in words below the reasons;
        it is part of the score, not of the bar. From .90 of the bar it says “very close”, from .75 “close”,
        from .50 “related”, from .20 “distant”. Confidence is the share of all that can be measured of a sound
        that both tracks have, and less where it was measured with doubt. What the track asked for has and
        another lacks counts as unlike.
      </p>
    </details>
  )
}
