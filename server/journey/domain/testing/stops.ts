import { createRandomStream } from '../../../domain/seeded-random'
import { BALANCED } from '../../../domain/features/similarity'
import { BLOCKS, DIMENSIONS } from '../../../domain/features/vector-spec'
import type { RouteRules } from '../route'
import { slerp, toUnit } from '../slerp'
import { angleBetween, type Layer, type Stop } from '../stop'

const ALL_BLOCKS = (1 << BLOCKS.length) - 1

/** A catalog of tracks in random directions of the space; keys and energies are drawn, or missing for one in ten. */
export function makeStops(count: number, seed: number, artists = count): Stop[] {
  const random = createRandomStream(seed)
  const maybe = <T>(value: T): T | null => (random() < 0.1 ? null : value)
  return Array.from({ length: count }, (_, i) => ({
    id: `t${String(i).padStart(5, '0')}`,
    place: { vector: toDirection(random), mask: ALL_BLOCKS },
    artistId: `artist ${String(i % artists)}`,
    recording: `song ${String(i)}`,
    energy: maybe(random()),
    key: maybe({ key: Math.floor(12 * random()), mode: Math.floor(2 * random()) }),
  }))
}

/** Coordinates that carry most of a direction: catalogs are flatter than their space, however many values it has. */
const STRONG = 7

function toDirection(random: () => number): Float32Array {
  const normal = () => Array.from({ length: 6 }, random).reduce((sum, value) => sum + value - 0.5, 0)
  const raw = Float32Array.from({ length: DIMENSIONS }, (_, i) => (i < STRONG ? 1 : 0.1) * normal())
  return toUnit(raw, raw)
}

export const RULES: RouteRules = {
  targets: null,
  camelot: false,
  perArtist: null,
  route: 0,
  balance: BALANCED,
}

/** Layers between two tracks: the `size` nearest to each point of the great circle between them. */
export function toLayers(pool: readonly Stop[], from: Stop, to: Stop, length: number, size: number): Layer[] {
  const free = Array.from({ length: length - 2 }, (_, i) => {
    const point = { ...from, place: { vector: pointOf(from, to, (i + 1) / (length - 1)), mask: ALL_BLOCKS } }
    return { isNamed: false, stops: nearest(pool, point).slice(0, size) }
  })
  return [{ isNamed: true, stops: [from] }, ...free, { isNamed: true, stops: [to] }]
}

/** What anybody would try first: at each place the track nearest to the point there that was not taken yet. */
export function toGreedy(pool: readonly Stop[], from: Stop, to: Stop, length: number): Stop[] {
  const taken = [from, to]
  const between = Array.from({ length: length - 2 }, (_, i) => {
    const point = { ...from, place: { vector: pointOf(from, to, (i + 1) / (length - 1)), mask: ALL_BLOCKS } }
    const next = nearest(pool, point).find((stop) => !taken.includes(stop)) ?? to
    taken.push(next)
    return next
  })
  return [from, ...between, to]
}

export function largestStep(stops: readonly Stop[]): number {
  return Math.max(...stops.slice(1).map((stop, i) => angleBetween(stops[i] ?? stop, stop, BALANCED)))
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** The value that a generator ends with. */
export function finish<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

function pointOf(from: Stop, to: Stop, t: number): Float32Array {
  return slerp(from.place.vector, to.place.vector, t)
}

function nearest(pool: readonly Stop[], point: Stop): Stop[] {
  return pool
    .map((stop) => ({ stop, angle: angleBetween(point, stop, BALANCED) }))
    .sort((a, b) => a.angle - b.angle)
    .map(({ stop }) => stop)
}
