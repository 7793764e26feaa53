import { toJourneyLine, type JourneyLine } from './journey-line'
import type { JourneyStop } from '~server/journey/domain/journey'
import type { Group } from '~server/domain/features/vector-spec'
import { ChartFigure } from '~/ui/charts/chart-figure'

const HEIGHT = 96
/** Room above and below the drawing, so that its points are whole. */
const INSET = 8

const percent = (share: number) => `${String(Math.round(100 * share))} of 100`
const bpm = (tempo: number) => `${String(Math.round(tempo))} BPM`

/** The way as a picture: energy and tempo over the tracks, with the wanted energy as a dashed line. */
export function JourneyChart({ stops }: { stops: JourneyStop[] }) {
  const energy = toJourneyLine(stops, (stop) => stop.energy, [0, 1])
  const wanted = toJourneyLine(stops, (stop) => stop.wanted, [0, 1])
  const tempo = toJourneyLine(stops, (stop) => stop.tempo)
  const rows = stops.map((stop): [string, string] => [
    `${String(stop.place)}. ${stop.track.name}`,
    [
      stop.energy === null ? null : `energy ${percent(stop.energy)}`,
      stop.tempo === null ? null : bpm(stop.tempo),
      stop.key,
    ]
      .filter((text) => text !== null)
      .join(', '),
  ])
  return (
    <ChartFigure title="The way" columns={['Track', 'Energy, tempo, key']} rows={rows}>
      {energy ? <Line title="Energy" say={percent} line={energy} behind={wanted} group="mood" /> : null}
      {tempo ? <Line title="Tempo" say={bpm} line={tempo} behind={null} group="rhythm" /> : null}
      {wanted ? <p className="quiet">The dashed line is the energy that was asked for.</p> : null}
    </ChartFigure>
  )
}

type Props = {
  title: string
  say: (value: number) => string
  line: JourneyLine
  behind: JourneyLine | null
  group: Group
}

function Line({ title, say, line, behind, group }: Props) {
  const [first, last] = [line.points[0], line.points.at(-1)]
  const label = first && last ? `${title}: from ${say(first.value)} to ${say(last.value)}.` : title
  return (
    <div className="journey-line">
      <p className="journey-line__title">
        {title}{' '}
        <span className="quiet">{first && last ? `${say(first.value)} → ${say(last.value)}` : null}</span>
      </p>
      <svg width="100%" height={HEIGHT + 2 * INSET} role="img" aria-label={label}>
        <svg
          y={INSET}
          width="100%"
          height={HEIGHT}
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          className="journey-line__paths"
        >
          {behind?.paths.map((path) => (
            <path key={path} className="journey-line__wanted" d={path} />
          ))}
          {line.paths.map((path) => (
            <path key={path} className={`stroke-${group}`} d={path} />
          ))}
        </svg>
        {line.points.map(({ place, x, y, named }) => (
          <circle
            key={place}
            className={named ? `fill-${group}` : `stroke-${group} journey-line__stop`}
            cx={`${String(x)}%`}
            cy={INSET + (y / 100) * HEIGHT}
            r={named ? 6 : 4}
          />
        ))}
      </svg>
    </div>
  )
}
