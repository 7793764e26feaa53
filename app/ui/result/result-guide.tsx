import { HowToRead } from './how-to-read'
import { Legend } from './legend'

/** What the colours and numbers of a list mean: beside it on a desk, below it on a phone. */
export function ResultGuide() {
  return (
    <aside className="result__guide" aria-label="How to read this list">
      <Legend />
      <HowToRead />
    </aside>
  )
}
