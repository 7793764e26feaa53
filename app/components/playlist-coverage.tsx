import { formatCount } from '~/lib/format'
import { SOURCE_LABELS } from '~/lib/words'
import type { PlaylistSummary } from '~server/domain/playlist'

/** Where the values came from, and how many tracks each source could describe. */
export function PlaylistCoverage({ summary: { featureCoverage, tracks } }: { summary: PlaylistSummary }) {
  if (featureCoverage.length === 0) return null
  return (
    <section aria-labelledby="coverage">
      <h2 id="coverage">Where the values come from</h2>
      <ul className="coverage">
        {featureCoverage.map(({ source, tracks: described }) => (
          <li key={source}>
            <label htmlFor={`coverage-${source}`}>{SOURCE_LABELS[source]}</label>
            <meter id={`coverage-${source}`} min={0} max={Math.max(1, tracks)} value={described} />
            <span className="quiet">
              {formatCount(described)} of {formatCount(tracks)} tracks
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
