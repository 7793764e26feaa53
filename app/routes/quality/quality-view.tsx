import { formatShare } from '~/lib/format'
import { timesAsMany, toBars, type Quality } from './quality'
import { MIN_PLAYLISTS, MIN_TRACKS } from '~server/quality/domain/limits'
import { QualityChart } from './quality-chart'
import { QualityFacts } from './quality-facts'
import { QualityNotes } from './quality-notes'
import { QualityTable } from './quality-table'

const CONTINUE = [
  'continue',
  'seeds-familiar',
  'seeds',
  'same-artist',
  'same-artist-two',
  'popularity',
  'random',
]
const DISCOVER = ['discover', 'popularity', 'random']
const SIMILAR = ['similar', 'popularity', 'random']

/** Everything that was measured of one index version. */
export function QualityView({ quality }: { quality: Quality }) {
  const { similar, continue: continued, discover } = quality.report
  return (
    <>
      <QualityFacts quality={quality} />
      {continued && discover ? (
        <section className="charts" aria-labelledby="modes">
          <div className="charts__head">
            <h2 id="modes">Playlists with a hidden part</h2>
            <p>{headline(continued)}</p>
          </div>
          <QualityChart
            title="Continue: hidden tracks found"
            says={`Of the hidden tracks, the share among the first ${continued.recallAt}.`}
            bars={toBars(continued.rows, CONTINUE, (row) => row.recall)}
          />
          <QualityChart
            title="Continue: hits at the top"
            says={`Of the first ${continued.precisionAt} suggestions, the share that was hidden.`}
            bars={toBars(continued.rows, CONTINUE, (row) => row.precision)}
          />
          <QualityChart
            title="Discover: hidden tracks found"
            says="Only artists that the ten shown tracks do not name, one track each. Hidden tracks by their own artists count as missed."
            bars={toBars(discover.rows, DISCOVER, (row) => row.recall)}
          />
          {similar ? <SimilarChart similar={similar} /> : null}
        </section>
      ) : (
        <TooFew similar={similar} />
      )}
      <QualityTable quality={quality} />
      <QualityNotes quality={quality} />
    </>
  )
}

type Similar = NonNullable<Quality['report']['similar']>

function SimilarChart({ similar }: { similar: Similar }) {
  return (
    <>
      <QualityChart
        title="Similar: in one playlist"
        says={`Of the ${similar.k} nearest by other artists, the share that somebody put into one playlist with the track.`}
        bars={toBars(similar.rows, SIMILAR, (row) => row.playlist)}
      />
      {similar.rows.some(({ genre }) => genre !== null) ? (
        <QualityChart
          title="Similar: of one genre"
          says={`Of the ${similar.k} nearest by other artists, the share with a genre in common.`}
          bars={toBars(similar.rows, SIMILAR, (row) => row.genre)}
        />
      ) : null}
    </>
  )
}

function TooFew({ similar }: { similar: Quality['report']['similar'] }) {
  return (
    <section className="charts" aria-labelledby="modes">
      <div className="charts__head">
        <h2 id="modes">Single tracks</h2>
        <p>
          Continue and Discover are not measured: that needs {MIN_PLAYLISTS} playlists with at least{' '}
          {MIN_TRACKS} tracks whose sound is known.
        </p>
      </div>
      {similar ? <SimilarChart similar={similar} /> : null}
    </section>
  )
}

function headline({ rows, seeds, recallAt, playlists }: NonNullable<Quality['report']['continue']>): string {
  const recall = (method: string) => rows.find((row) => row.method === method)?.recall.value ?? 0
  const times = timesAsMany(recall('continue'), recall('random'))
  return `From ${seeds} tracks of a playlist, Continue finds ${formatShare(recall('continue'))} of the others among its first ${recallAt}${
    times ? `, ${times} as a random order` : ''
  } (${playlists} playlists).`
}
