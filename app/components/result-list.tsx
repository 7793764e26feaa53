import { formatAmount, formatCount } from '~/lib/format'
import { toRibbon } from '~/lib/ribbon'
import type { Recommendation } from '~server/domain/recommendation'
import { ResultRow } from './result-row'
import { Ribbon } from './ribbon'

/** The ranked tracks, strung on the ribbon of their parts. */
export function ResultList({ recommendation }: { recommendation: Recommendation }) {
  const { tracks, catalogSize, indexVersion } = recommendation
  const { lead, stretches, tail } = toRibbon(tracks.map(({ parts }) => parts))
  return (
    <section className="result__list" aria-labelledby="answers">
      <div className="results__head">
        <Ribbon strands={lead} />
        <h2 id="answers">
          {formatAmount(tracks.length, 'track that sounds like it', 'tracks that sound like it')}
        </h2>
        <p className="answer-line">
          Chosen from {formatAmount(catalogSize, 'track', 'tracks')} · index version{' '}
          {formatCount(indexVersion)}
        </p>
        {tracks.length === 0 ? (
          <p>
            No other track of the catalog can be compared with this one yet. Paste a playlist to add some.
          </p>
        ) : null}
      </div>
      <ol className="results__rows">
        {tracks.map((ranked, i) => (
          <ResultRow key={ranked.track.id} ranked={ranked} strands={stretches[i] ?? []} />
        ))}
      </ol>
      <div className="results__tail">
        <Ribbon strands={tail} />
      </div>
    </section>
  )
}
