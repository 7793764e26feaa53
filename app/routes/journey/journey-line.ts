import type { JourneyStop } from '~server/journey/domain/journey'

/** A line through the values of a journey, in a box of 100 × 100 that may be stretched. */
export type JourneyLine = {
  /** Unbroken stretches; a track without the value breaks the line. */
  paths: string[]
  points: { place: number; x: number; y: number; value: number; named: boolean }[]
  /** Values at the foot and the head of the box. */
  least: number
  most: number
}

/** Room above and below the line, as a share of its height. */
const MARGIN = 0.12
/** Where all values are equal: so much to either side, as a share of the value. */
const FLAT = 0.05

/**
 * The line of one value over the places of a journey. `range` fixes the values at foot and head; without it they are
 * those of the journey with a margin.
 */
export function toJourneyLine(
  stops: readonly JourneyStop[],
  valueOf: (stop: JourneyStop) => number | null,
  range?: readonly [number, number],
): JourneyLine | null {
  const known = stops.flatMap((stop) => valueOf(stop) ?? [])
  if (known.length === 0) return null
  const [least, most] = range ?? withMargin(Math.min(...known), Math.max(...known))
  const points: JourneyLine['points'] = []
  const paths: string[] = []
  let stretch: string[] = []
  const close = () => {
    if (stretch.length > 1) paths.push(`M${stretch.join('L')}`)
    stretch = []
  }
  stops.forEach((stop, i) => {
    const value = valueOf(stop)
    if (value === null) {
      close()
      return
    }
    const x = stops.length === 1 ? 50 : (100 * i) / (stops.length - 1)
    const y = 100 - (100 * (value - least)) / (most - least)
    points.push({ place: stop.place, x, y, value, named: stop.named })
    stretch.push(`${x.toFixed(2)} ${y.toFixed(2)}`)
  })
  close()
  return { paths, points, least, most }
}

function withMargin(least: number, most: number): [number, number] {
  const room = most === least ? FLAT * Math.max(1, Math.abs(most)) : MARGIN * (most - least)
  return [least - room, most + room]
}
