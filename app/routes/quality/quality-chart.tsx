import { formatShare } from '~/lib/format'
import { formatFigure, type QualityBar } from './quality'
import { ChartFigure } from '~/ui/charts/chart-figure'

const ROW = 44
const BAR = 12
/** Room to the right of the longest bar for its value. */
const WIDEST = 82

type Props = { title: string; says: string; bars: QualityBar[] }

/** Lying bars with their 95 % intervals: ours in colour, baselines in grey, all on one scale from nought. */
export function QualityChart({ title, says, bars }: Props) {
  const most = Math.max(0.001, ...bars.map(({ figure }) => figure.high))
  const x = (value: number) => `${(value / most) * WIDEST}%`
  const label = bars.map(({ name, figure }) => `${name}: ${formatShare(figure.value)}`).join('. ')
  return (
    <ChartFigure
      title={title}
      columns={['Ranking', 'Value, 95 % interval']}
      rows={bars.map(({ name, figure }) => [name, formatFigure(figure)])}
    >
      <p className="quiet">{says}</p>
      <svg className="quality-bars" width="100%" height={bars.length * ROW} role="img" aria-label={label}>
        {bars.map(({ name, ours, figure }, i) => {
          const top = i * ROW + 20
          const middle = top + BAR / 2
          return (
            <g key={name} className={ours ? 'quality-bars__ours' : 'quality-bars__base'}>
              <text x="0" y={top - 6}>
                {name}
              </text>
              <rect x="0" y={top} width={x(figure.value)} height={BAR} />
              <line x1={x(figure.low)} x2={x(figure.high)} y1={middle} y2={middle} />
              <text className="quality-bars__value" x="100%" y={top + BAR - 1}>
                {formatShare(figure.value)}
              </text>
            </g>
          )
        })}
      </svg>
    </ChartFigure>
  )
}
