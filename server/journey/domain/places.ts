/**
 * The places (0…length − 1) of the named tracks in a journey: the first at the start, the last at the end, those between
 * so that every leg has steps in proportion to its angle. `angles` has one angle a leg, in radians; a leg has one step at
 * least. The steps that are left over after the one of each leg go, one after the other, to the leg whose steps are the
 * longest (Webster-like apportionment that minimises the largest step), the earlier of equals.
 */
export function toPlaces(angles: readonly number[], length: number): number[] {
  const steps = angles.map(() => 1)
  for (let left = length - 1 - angles.length; left > 0; left--) {
    let longest = 0
    angles.forEach((angle, leg) => {
      if (stepOf(angle, steps[leg]) > stepOf(angles[longest], steps[longest])) longest = leg
    })
    steps[longest] = (steps[longest] ?? 0) + 1
  }
  return steps.reduce((places, count) => [...places, (places.at(-1) ?? 0) + count], [0])
}

const stepOf = (angle = 0, steps = 1): number => angle / steps
