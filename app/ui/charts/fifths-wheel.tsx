import { formatAmount } from '~/lib/format'
import { toWedges, WHEEL, wheelLabels } from './wheel'
import type { Bin } from '~server/domain/distributions'
import { ChartFigure } from './chart-figure'

/** Keys on the circle of fifths: neighbours share most of their notes, so a playlist that mixes well fills one side. */
export function FifthsWheel({ keys }: { keys: Bin[] }) {
  const wedges = toWedges(keys).sort((a, b) => b.count - a.count)
  const [most] = wedges
  const label = most
    ? `Keys of the tracks on the circle of fifths. Most are in ${most.name}: ${formatAmount(most.count, 'track', 'tracks')}.`
    : 'Keys of the tracks'
  return (
    <ChartFigure
      title="Keys"
      columns={['Key', 'Tracks']}
      rows={wedges.map(({ name, count }) => [name, count])}
    >
      <svg className="wheel" viewBox={`0 0 ${WHEEL.size} ${WHEEL.size}`} role="img" aria-label={label}>
        <circle className="axis" cx={WHEEL.centre} cy={WHEEL.centre} r={WHEEL.base} />
        {wedges.map(({ name, mode, path }) => (
          <path key={name} className={`wheel__${mode}`} d={path} />
        ))}
        {wheelLabels().map(({ text, mode, x, y }) => (
          <text key={text} className={`wheel__label--${mode}`} x={x} y={y}>
            {text}
          </text>
        ))}
      </svg>
      <p className="quiet">Major keys grow outwards, minor keys inwards.</p>
    </ChartFigure>
  )
}
