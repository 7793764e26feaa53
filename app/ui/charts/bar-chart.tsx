import { formatAmount } from '~/lib/format'
import type { Bin } from '~server/domain/distributions'
import type { Group } from '~server/domain/features/vector-spec'
import { ChartFigure } from './chart-figure'

const HEIGHT = 180
/** Room below the bars for their names, and above them for their counts. */
const FOOT = 24
const HEAD = 20
/** Where names of the axis would touch: what a narrow drawing measures, a letter, and the gap between two names. */
const NARROW = 250
const LETTER = 6.7
const GAP = 4

/** The axis has no room to repeat the unit that the table names. */
function withoutUnit(label: string, unit: string): string {
  return label.endsWith(` ${unit}`) ? label.slice(0, -unit.length - 1) : label
}

type Props = { title: string; unit: string; bins: Bin[]; group: Group }

/** Of how many names one finds room on a narrow drawing; a multiple of `step`. */
function toNarrowStep(names: string[], step: number): number {
  const longest = Math.max(0, ...names.map((name) => name.length))
  return step * Math.ceil((names.length * (longest * LETTER + GAP)) / NARROW / step)
}

/** Upright bars, one a bin; names are left out where there are many, and more of them on a narrow drawing. */
export function BarChart({ title, unit, bins, group }: Props) {
  const most = Math.max(1, ...bins.map((bin) => bin.count))
  const width = 100 / Math.max(1, bins.length)
  const step = Math.ceil(bins.length / 7)
  const names = bins.map((bin) => withoutUnit(bin.label, unit))
  const narrowStep = toNarrowStep(names, step)
  const floor = HEIGHT - FOOT
  const peak = bins.find((bin) => bin.count === most)
  const label = `${title} of the tracks.${peak ? ` Most are at ${peak.label}: ${formatAmount(peak.count, 'track', 'tracks')}.` : ''}`
  return (
    <ChartFigure title={title} columns={[unit, 'Tracks']} rows={bins.map((bin) => [bin.label, bin.count])}>
      <svg className="bars" width="100%" height={HEIGHT} role="img" aria-label={label}>
        <line className="axis" x1="0" x2="100%" y1={floor + 0.5} y2={floor + 0.5} />
        {bins.map((bin, i) => {
          const tall = (bin.count / most) * (floor - HEAD)
          const middle = `${(i + 0.5) * width}%`
          return (
            <g key={bin.label}>
              <rect
                className={`fill-${group}`}
                x={`${i * width + width * 0.09}%`}
                width={`${width * 0.82}%`}
                y={floor - tall}
                height={tall}
              />
              {bin.count > 0 && bins.length <= 14 ? (
                <text className="bars__count" x={middle} y={floor - tall - 6}>
                  {bin.count}
                </text>
              ) : null}
              {i % step === 0 ? (
                <text
                  className={i % narrowStep === 0 ? undefined : 'bars__name--spare'}
                  x={middle}
                  y={HEIGHT - 6}
                >
                  {names[i]}
                </text>
              ) : null}
            </g>
          )
        })}
      </svg>
    </ChartFigure>
  )
}
