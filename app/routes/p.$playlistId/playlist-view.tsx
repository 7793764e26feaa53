import type { PlaylistSummary } from '~server/domain/playlist'
import { BarChart } from '~/ui/charts/bar-chart'
import { FifthsWheel } from '~/ui/charts/fifths-wheel'
import { MoodBars } from '~/ui/charts/mood-bars'
import { MoodMap } from '~/ui/charts/mood-map'
import { PlaylistCoverage } from '~/ui/charts/playlist-coverage'
import { PlaylistHead } from './playlist-head'
import { RankBars } from '~/ui/charts/rank-bars'
import { SkippedItems } from './skipped-items'
import { TrackColumn } from '~/ui/track/track-column'

/** What a playlist holds and sounds like. */
export function PlaylistView({ summary }: { summary: PlaylistSummary }) {
  const { tempo, keys, decades, genres, artists, moods, mood, mostCentral, mostUnusual } = summary
  return (
    <>
      <PlaylistHead summary={summary} />
      <section className="charts" aria-labelledby="sound">
        <h2 id="sound">How it sounds</h2>
        <BarChart title="Tempo" unit="BPM" bins={tempo} group="rhythm" />
        <BarChart title="Decades" unit="Decade" bins={decades} group="era" />
        <FifthsWheel keys={keys} />
        <MoodMap moods={moods} />
        <MoodBars mood={mood} />
      </section>
      <section className="extremes" aria-labelledby="extremes">
        <h2 id="extremes">Its middle and its edge</h2>
        <TrackColumn
          title="Most typical"
          says="Nearest to the playlist’s mean sound."
          tracks={mostCentral.map((track) => ({ track }))}
        />
        <TrackColumn
          title="Most unusual"
          says="Farthest from it."
          tracks={mostUnusual.map((track) => ({ track }))}
        />
      </section>
      {artists.length === 0 ? null : (
        <section aria-labelledby="artists">
          <h2 id="artists">Who plays most</h2>
          <RankBars bins={artists} />
        </section>
      )}
      {genres.length === 0 ? null : (
        <section aria-labelledby="genres">
          <h2 id="genres">Genres</h2>
          <RankBars bins={genres} />
        </section>
      )}
      <PlaylistCoverage summary={summary} />
      <SkippedItems skipped={summary.skipped} />
    </>
  )
}
