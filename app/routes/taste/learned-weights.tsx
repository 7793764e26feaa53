import { weightWords } from '~/ui/taste/taste-words'
import type { TasteView } from '~server/taste/domain/view'

/** What the clicks add up to, in plain words. */
export function LearnedWeights({ taste: { weights, clicks } }: { taste: TasteView }) {
  const learned = weightWords(weights)
  return (
    <section className="learned" aria-labelledby="learned">
      <h2 id="learned">What Segue learned</h2>
      {learned.length === 0 ? (
        <p>
          {clicks.length === 0
            ? 'Nothing yet. '
            : 'No part of the sound counts more or less for you than for anybody. '}
          It takes some likes and some dislikes to tell what they differ in; until then, tracks near to what
          you liked rise and tracks near to what you disliked sink.
        </p>
      ) : (
        <>
          <ul>
            {learned.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <p>
            What liked tracks share with the track they answered, and disliked ones do not, counts more. No
            part counts less than a quarter or more than twice of what it does for everybody.
          </p>
        </>
      )}
    </section>
  )
}
