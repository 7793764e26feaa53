/**
 * What the energy shall do along a journey: `flat` stays on the straight line between the two ends, `rise` climbs all the
 * way to the last track, `fall` comes down all the way, `wave` swings about the line.
 */
export const ARCS = ['flat', 'rise', 'fall', 'wave'] as const
export type Arc = (typeof ARCS)[number]

/** A rise goes at least so far up, in shares of the scale of energy, whatever the last track has; a fall so far down. */
const CLIMB = 0.3
const SWING = 0.2
/** Tracks from one crest of a wave to the next: fewer would be a zigzag. */
const WAVE_TRACKS = 8
/** Where no named track says how energetic it is. */
const MIDDLE = 0.5

/**
 * The energy (0…1) that each of `length` tracks of a journey should have. `energies` are those of its first and last
 * track; one that is not known is taken to be as the other. The ends are given: where a rise ends with a calm track, it
 * climbs until the one before.
 */
export function toEnergyTargets(
  arc: Arc,
  length: number,
  [first, last]: readonly [number | null, number | null],
): number[] {
  const from = first ?? last ?? MIDDLE
  const to = last ?? first ?? MIDDLE
  const waves = Math.max(1, Math.round(length / WAVE_TRACKS))
  return Array.from({ length }, (_, i) => {
    const t = i / Math.max(1, length - 1)
    const line = (end: number) => from + (end - from) * t
    const target: Record<Arc, number> = {
      flat: line(to),
      rise: line(Math.max(to, from + CLIMB)),
      fall: line(Math.min(to, from - CLIMB)),
      wave: line(to) + SWING * Math.sin(2 * Math.PI * waves * t),
    }
    return Math.max(0, Math.min(1, target[arc]))
  })
}
