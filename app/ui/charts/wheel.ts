import { fifthsPosition, keyName } from '~server/domain/harmony'
import type { Bin } from '~server/domain/distributions'

/** A wedge of the wheel of fifths: a key, how many tracks are in it, and its outline. */
export type Wedge = { name: string; mode: 'major' | 'minor'; count: number; path: string }
export type WheelLabel = { text: string; mode: 'major' | 'minor'; x: number; y: number }

/** Radius of the circle on which both rings stand, how far a wedge may grow from it, and where its names stand. */
export const WHEEL = { size: 260, centre: 130, base: 82, reach: 32, outerLabel: 123, innerLabel: 39 } as const
/** Degrees of one key, less a gap. */
const STEP = 30
const GAP = 1.6

const KEYS = [1, 0].flatMap((mode) =>
  Array.from({ length: 12 }, (_, key) => ({
    name: keyName(key, mode),
    mode: mode === 1 ? ('major' as const) : ('minor' as const),
    position: fifthsPosition(key, mode),
  })),
)

/**
 * Keys as a rose on the circle of fifths: major keys grow outwards, their relative minors inwards. The area of a
 * wedge, not its length, follows the count, so that it looks as large as it is.
 */
export function toWedges(keys: Bin[]): Wedge[] {
  const counts = new Map(keys.map((bin) => [bin.label, bin.count]))
  const most = Math.max(1, ...counts.values())
  return KEYS.flatMap(({ name, mode, position }) => {
    const count = counts.get(name) ?? 0
    if (count === 0) return []
    const [from, to] = rings(mode, count / most)
    return [{ name, mode, count, path: toWedge(position * STEP, from, to) }]
  })
}

/** Short names around the wheel: majors outside, "Am" inside. */
export function wheelLabels(): WheelLabel[] {
  return KEYS.map(({ name, mode, position }) => {
    const [tonic = name] = name.split(' ')
    const short = tonic.split('/')[0] ?? tonic
    const [x, y] = toPoint(position * STEP, mode === 'major' ? WHEEL.outerLabel : WHEEL.innerLabel)
    return { text: mode === 'major' ? short : `${short}m`, mode, x, y }
  })
}

/** Radii of a wedge whose area is `share` of the largest of its ring. */
function rings(mode: Wedge['mode'], share: number): [number, number] {
  const { base, reach } = WHEEL
  if (mode === 'major') return [base + 1, Math.sqrt(base ** 2 + share * ((base + reach) ** 2 - base ** 2))]
  return [Math.sqrt(base ** 2 - share * (base ** 2 - (base - reach) ** 2)), base - 1]
}

function toWedge(middle: number, from: number, to: number): string {
  const [a, b] = [middle - STEP / 2 + GAP, middle + STEP / 2 - GAP]
  const corners = [toPoint(a, to), toPoint(b, to), toPoint(b, from), toPoint(a, from)].map((point) =>
    point.map((v) => v.toFixed(1)).join(' '),
  )
  const [p0 = '', p1 = '', p2 = '', p3 = ''] = corners
  const [outer, inner] = [to.toFixed(1), from.toFixed(1)]
  return `M${p0}A${outer} ${outer} 0 0 1 ${p1}L${p2}A${inner} ${inner} 0 0 0 ${p3}Z`
}

/** Degrees clockwise from the top. */
function toPoint(degrees: number, radius: number): [number, number] {
  const angle = ((degrees - 90) * Math.PI) / 180
  return [WHEEL.centre + radius * Math.cos(angle), WHEEL.centre + radius * Math.sin(angle)]
}
