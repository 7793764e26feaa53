import { formatAmount, formatCount, formatNumber } from '~/lib/format'
import type { Catalog } from './catalog'
import { BarChart } from '~/ui/charts/bar-chart'
import { CatalogFacts } from './catalog-facts'
import { CatalogJobs } from './catalog-jobs'
import { FifthsWheel } from '~/ui/charts/fifths-wheel'
import { MoodBars } from '~/ui/charts/mood-bars'
import { MoodMap } from '~/ui/charts/mood-map'
import { PlaylistCoverage } from '~/ui/charts/playlist-coverage'
import { RankBars } from '~/ui/charts/rank-bars'
import { TrackColumn } from '~/ui/track/track-column'

/** What the catalog holds and sounds like. */
export function CatalogView({ catalog }: { catalog: Catalog }) {
  const { counts, tempo, keys, decades, genres, moods, mood, featureCoverage, blocks } = catalog
  return (
    <>
      <CatalogFacts catalog={catalog} />
      <section className="charts" aria-labelledby="sound">
        <div className="charts__head">
          <h2 id="sound">How it sounds</h2>
          <p>{drawnFrom(catalog)}</p>
        </div>
        <BarChart title="Tempo" unit="BPM" bins={tempo} group="rhythm" />
        <BarChart title="Decades" unit="Decade" bins={decades} group="era" />
        <FifthsWheel keys={keys} />
        <MoodMap moods={moods} />
        <MoodBars mood={mood} />
      </section>
      {genres.length === 0 ? null : (
        <section aria-labelledby="genres">
          <h2 id="genres">Genres</h2>
          <RankBars bins={genres} />
        </section>
      )}
      <CatalogExtremes catalog={catalog} />
      <CatalogReleases catalog={catalog} />
      <PlaylistCoverage
        summary={{ featureCoverage, blocks, tracks: counts.tracks, searchable: counts.searchable }}
      />
      <CatalogJobs recent={catalog.recent} />
    </>
  )
}

function drawnFrom({ counts: { searchable }, drawnFrom: drawn }: Catalog): string {
  return drawn >= searchable
    ? `Drawn from all ${formatAmount(searchable, 'track', 'tracks')} with a known sound.`
    : `Drawn from ${formatCount(drawn)} of ${formatCount(searchable)} tracks with a known sound, scattered over all of them.`
}

function CatalogExtremes({ catalog: { asked, mostCentral, mostUnusual } }: { catalog: Catalog }) {
  if (mostCentral.length === 0) return null
  return (
    <section className="extremes" aria-labelledby="extremes">
      <div className="charts__head">
        <h2 id="extremes">Its middle and its edge</h2>
        <p>
          {formatCount(asked)} tracks, scattered over the catalog, were asked for their ten nearest; other
          releases of a recording do not count.
        </p>
      </div>
      <TrackColumn
        title="Most central"
        says="In the most of those lists."
        tracks={mostCentral.map(({ track, lists }) => ({
          track,
          note: `near ${formatAmount(lists, 'track', 'tracks')}`,
        }))}
      />
      <TrackColumn
        title="Most unusual"
        says="Least like their own ten nearest."
        tracks={mostUnusual.map(({ track, likeness }) => ({
          track,
          note: `mean score ${formatNumber(likeness, 2)}`,
        }))}
      />
    </section>
  )
}

function CatalogReleases({ catalog: { releases, isrcTwins, mostReleased } }: { catalog: Catalog }) {
  if (releases.groups === 0 && isrcTwins.groups === 0) return null
  return (
    <section className="known" aria-labelledby="releases">
      <h2 id="releases">The same recording twice</h2>
      <p>
        {formatAmount(releases.groups, 'recording is', 'recordings are')} here in several releases,{' '}
        {formatAmount(releases.tracks, 'track', 'tracks')} in all; one of them is recommended at a time.{' '}
        {formatAmount(isrcTwins.groups, 'ISRC is', 'ISRCs are')} shared by several tracks (
        {formatCount(isrcTwins.tracks)}).
      </p>
      <TrackColumn
        title="Most releases"
        says="One release of each."
        tracks={mostReleased.map(({ track, releases: count }) => ({
          track,
          note: formatAmount(count, 'release', 'releases'),
        }))}
      />
    </section>
  )
}
