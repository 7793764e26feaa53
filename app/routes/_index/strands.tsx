import { GROUPS } from '~server/domain/features/vector-spec'

const WIDTH = 1200
const HEIGHT = 180
/** Distance of the lines where they run together, as on a stave, and where they have spread. */
const CLOSE = 5
const SPREAD = 15

/** The groups of the sound as lines that go over from one stave to the next. Decoration, the same every time. */
export function Strands() {
  return (
    <svg
      className="strands"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {GROUPS.map((group, i) => (
        <path key={group} className={`stroke-${group}`} d={toPath(i)} />
      ))}
    </svg>
  )
}

function toPath(i: number): string {
  const middle = (GROUPS.length - 1) / 2
  const from = 134 + (i - middle) * CLOSE
  // The order turns over on the way, so that the lines cross.
  const over = 90 + (middle - i) * SPREAD
  const to = 36 + (i - middle) * CLOSE
  return (
    `M0 ${from}H${140 + i * 14}C${360 + i * 10} ${from} ${380 - i * 6} ${over} ${600 + i * 8} ${over}` +
    `S${850 - i * 10} ${to} ${1040 - i * 12} ${to}H${WIDTH}`
  )
}
