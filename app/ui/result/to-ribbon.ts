import { GROUPS, type Group } from '~server/domain/features/vector-spec'
import type { Parts } from './stack'

/** One strand of one stretch of the ribbon: the outline of a shape in a box of 100 × 100 that may be stretched. */
export type Strand = { group: Group; path: string }

/** Edges of every strand at one height: `[left, right]` in the box, in the order of GROUPS. */
type Profile = [left: number, right: number][]

/** Width that a score of 1 adds to the strands; the rest of the box is room to meander. */
const FULL_WIDTH = 38
/** A strand that adds nothing is still a line, as on a stave. */
const HAIRLINE = 1.6
/** Room between strands: while they carry parts, and where they run together above the first row. */
const GAP = 4
const CLOSE_GAP = 3
/** How far the middle wanders, and how fast: a line that is drawn by hand is never quite straight. */
const DRIFT = 7
const TURN = 1.1

/**
 * The ribbon that runs down beside a list of results: one strand a group, as wide as the part it adds to the score.
 * `stretches[i]` stands beside row i; `lead` opens from a stave of thin lines above the first, `tail` closes to one.
 * Every stretch meets the next with the same edges and an upright tangent, whatever the heights of the rows.
 */
export function toRibbon(rows: Parts[]): { lead: Strand[]; stretches: Strand[][]; tail: Strand[] } {
  const profiles = rows.map((parts, i) =>
    toProfile(
      GROUPS.map((group) => parts[group]),
      GAP,
      50 + DRIFT * Math.sin(i * TURN),
    ),
  )
  const first = profiles[0]
  const last = profiles.at(-1)
  if (!first || !last) return { lead: [], stretches: [], tail: [] }
  const between = profiles.slice(1).map((profile, i) => middle(profiles[i] ?? profile, profile))
  const joints = [first, ...between, last]
  const stretches = profiles.map((profile, i) =>
    toStrands(joints[i] ?? profile, profile, joints[i + 1] ?? profile),
  )
  const stave = toProfile(
    GROUPS.map(() => 0),
    CLOSE_GAP,
    50,
  )
  return {
    lead: toSweep(stave, first),
    stretches,
    tail: toSweep(last, stave),
  }
}

/** A group that takes away is a thin line here: the bar beside it shows what it takes. */
function toProfile(parts: number[], gap: number, centre: number): Profile {
  const widths = parts.map((part) => HAIRLINE + Math.max(0, part) * FULL_WIDTH)
  const total = widths.reduce((sum, width) => sum + width + gap, -gap)
  let at = centre - total / 2
  return widths.map((width) => {
    const left = at
    at += width + gap
    return [left, left + width]
  })
}

function middle(a: Profile, b: Profile): Profile {
  return a.map(([left, right], i) => {
    const [otherLeft, otherRight] = b[i] ?? [left, right]
    return [(left + otherLeft) / 2, (right + otherRight) / 2]
  })
}

function toStrands(top: Profile, centre: Profile, bottom: Profile): Strand[] {
  return GROUPS.flatMap((group, i) => {
    const [a, b, c] = [top[i], centre[i], bottom[i]]
    if (!a || !b || !c) return []
    const down = `M${n(a[0])} 0C${n(a[0])} 25 ${n(b[0])} 25 ${n(b[0])} 50S${n(c[0])} 75 ${n(c[0])} 100`
    const up = `L${n(c[1])} 100C${n(c[1])} 75 ${n(b[1])} 75 ${n(b[1])} 50S${n(a[1])} 25 ${n(a[1])} 0Z`
    return [{ group, path: down + up }]
  })
}

/** From one profile straight to another, in one long bend. */
function toSweep(top: Profile, bottom: Profile): Strand[] {
  return GROUPS.flatMap((group, i) => {
    const [a, b] = [top[i], bottom[i]]
    if (!a || !b) return []
    const down = `M${n(a[0])} 0C${n(a[0])} 60 ${n(b[0])} 40 ${n(b[0])} 100`
    const up = `L${n(b[1])} 100C${n(b[1])} 40 ${n(a[1])} 60 ${n(a[1])} 0Z`
    return [{ group, path: down + up }]
  })
}

function n(value: number): string {
  return value.toFixed(2)
}
