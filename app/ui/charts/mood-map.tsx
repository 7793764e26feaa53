import { moodName, VALENCE_STEPS } from '~/routes/catalog/catalog'
import { formatAmount } from '~/lib/format'
import type { MoodCell } from '~server/domain/distributions'
import { ChartFigure } from './chart-figure'

const STEPS = VALENCE_STEPS.length
const CELL = 44
const SIZE = STEPS * CELL
/** Room beside the plane for the names of the ends of its axes. */
const SIDE = 58
const HEAD = 20

/** Tracks on the plane of moods: cheerful to the right, energetic above; the area of a dot follows its count. */
export function MoodMap({ moods }: { moods: MoodCell[] }) {
  const sorted = [...moods].sort((a, b) => b.count - a.count)
  const [most] = sorted
  const label = most
    ? `Moods of the tracks. Most are ${moodName(most)}: ${formatAmount(most.count, 'track', 'tracks')}.`
    : 'Moods of the tracks'
  return (
    <ChartFigure
      title="Moods"
      columns={['Energy and mood', 'Tracks']}
      rows={sorted.map((cell) => [moodName(cell), cell.count])}
    >
      <svg
        className="mood-map"
        viewBox={`${-SIDE} ${-HEAD} ${SIZE + 2 * SIDE} ${SIZE + 2 * HEAD}`}
        role="img"
        aria-label={label}
      >
        <rect className="axis" width={SIZE} height={SIZE} rx="4" />
        <line className="axis" x1={SIZE / 2} x2={SIZE / 2} y2={SIZE} />
        <line className="axis" x2={SIZE} y1={SIZE / 2} y2={SIZE / 2} />
        {moods.map(({ valence, energy, count }) => (
          <circle
            key={energy * STEPS + valence}
            className="fill-mood"
            cx={(valence + 0.5) * CELL}
            cy={SIZE - (energy + 0.5) * CELL}
            r={Math.max(1.5, (CELL / 2 - 2) * Math.sqrt(count / (most?.count ?? 1)))}
          />
        ))}
        <text x={SIZE / 2} y="-8">
          energetic
        </text>
        <text x={SIZE / 2} y={SIZE + 14}>
          calm
        </text>
        <text className="mood-map__low" x="-8" y={SIZE / 2}>
          dark
        </text>
        <text className="mood-map__high" x={SIZE + 8} y={SIZE / 2}>
          cheerful
        </text>
      </svg>
    </ChartFigure>
  )
}
