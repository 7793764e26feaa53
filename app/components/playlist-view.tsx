import type { PlaylistSummary } from '~server/domain/playlist'
import { BarChart } from './bar-chart'
import { FifthsWheel } from './fifths-wheel'
import { MoodBars } from './mood-bars'
import { PlaylistCoverage } from './playlist-coverage'
import { PlaylistHead } from './playlist-head'
import { RankBars } from './rank-bars'
import { SkippedItems } from './skipped-items'
import { TrackCard } from './track-card'

/** What a playlist holds and sounds like. */
export function PlaylistView({ summary }: { summary: PlaylistSummary }) {
  const { tempo, keys, decades, artists, mood, mostCentral, mostUnusual } = summary
  return (
    <>
      <PlaylistHead summary={summary} />
      <section className="charts" aria-labelledby="sound">
        <h2 id="sound">How it sounds</h2>
        <BarChart title="Tempo" unit="BPM" bins={tempo} group="rhythm" />
        <BarChart title="Decades" unit="Decade" bins={decades} group="era" />
        <FifthsWheel keys={keys} />
        <MoodBars mood={mood} />
      </section>
      <section className="extremes" aria-labelledby="extremes">
        <h2 id="extremes">Its middle and its edge</h2>
        <Extremes title="Most typical" says="Nearest to the playlist’s mean sound." tracks={mostCentral} />
        <Extremes title="Most unusual" says="Farthest from it." tracks={mostUnusual} />
      </section>
      {artists.length === 0 ? null : (
        <section aria-labelledby="artists">
          <h2 id="artists">Who plays most</h2>
          <RankBars bins={artists} />
        </section>
      )}
      <PlaylistCoverage summary={summary} />
      <SkippedItems skipped={summary.skipped} />
    </>
  )
}

type ExtremesProps = { title: string; says: string; tracks: PlaylistSummary['mostCentral'] }

function Extremes({ title, says, tracks }: ExtremesProps) {
  if (tracks.length === 0) return null
  return (
    <div>
      <h3>{title}</h3>
      <p className="quiet">{says}</p>
      <ul className="track-column">
        {tracks.map((track) => (
          <TrackCard key={track.id} track={track} />
        ))}
      </ul>
    </div>
  )
}
