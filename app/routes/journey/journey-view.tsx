import { Link, useSearchParams } from '@remix-run/react'
import { formatAmount, formatCount } from '~/lib/format'
import type { Journey } from '~server/journey/domain/journey'
import { ARC_LABELS } from '~server/journey/domain/sentences'
import { JourneyChart } from './journey-chart'
import { JourneyStopRow } from './journey-stop-row'

/** A journey as a list of its tracks, and as a picture. */
export function JourneyView({ journey }: { journey: Journey }) {
  const { stops, arc, camelot, clashes, route, catalogSize, indexVersion } = journey
  const [search] = useSearchParams()
  const other = new URLSearchParams([...search].filter(([name]) => name !== 'route'))
  other.set('route', String(route + 1))
  return (
    <section className="journey" aria-labelledby="way">
      <div className="journey__head">
        <h2 id="way">{formatAmount(stops.length, 'track', 'tracks')} on the way</h2>
        <p className="answer-line">
          Steps of {journey.meanStep.toFixed(0)}° on average, {journey.largestStep.toFixed(0)}° at most; a
          right angle is nothing in common.
          {arc ? ` Energy ${ARC_LABELS[arc]}.` : ''} Chosen from{' '}
          {formatAmount(catalogSize, 'track', 'tracks')} · index version {formatCount(indexVersion)}
        </p>
        {camelot && clashes > 0 ? (
          <p className="notice">
            {formatAmount(clashes, 'step leads', 'steps lead')} between keys that do not mix: no other way was
            found.
          </p>
        ) : null}
        <p>
          <Link to={`?${other.toString()}`} preventScrollReset>
            Another route
          </Link>
        </p>
      </div>
      <JourneyChart stops={stops} />
      <ol className="stops">
        {stops.map((stop) => (
          <JourneyStopRow key={stop.track.id} stop={stop} />
        ))}
      </ol>
    </section>
  )
}
