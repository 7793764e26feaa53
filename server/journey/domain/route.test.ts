import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keysMix } from '../../domain/harmony'
import { shuffled, createRandomStream } from '../../domain/seeded-random'
import { findRoute, type RouteRules } from './route'
import type { Layer, Stop } from './stop'
import { finish, largestStep, makeStops, median, RULES, toGreedy, toLayers } from './testing/stops'

const route = (layers: Layer[], rules: Partial<RouteRules> = {}) =>
  finish(findRoute(layers, { ...RULES, ...rules }))
const ids = (stops: Stop[] | null) => stops?.map(({ id }) => id)
const named = (stop: Stop): Layer => ({ isNamed: true, stops: [stop] })
const clashes = (stops: Stop[]) =>
  stops.filter((stop, i) => i > 0 && !keysMix(stops[i - 1]?.key ?? null, stop.key)).length

const withoutKey = (stop: Stop, at: number): Stop => ({
  ...stop,
  id: `keyless ${String(at)}`,
  recording: `keyless ${String(at)}`,
  artistId: null,
  key: null,
})

/** Two named tracks with a third between them, and candidates between those. */
const journeys = fc
  .record({
    seed: fc.integer(),
    length: fc.integer({ min: 3, max: 14 }),
    middle: fc.integer({ min: 1, max: 12 }),
    size: fc.integer({ min: 16, max: 30 }),
    route: fc.integer({ min: 0, max: 5 }),
    camelot: fc.boolean(),
    perArtist: fc.constantFrom(null, 1, 2),
  })
  .map(({ seed, length, middle, size, ...rules }) => {
    const [from, through, to, ...pool] = makeStops(80, seed, 60)
    if (!from || !through || !to) throw new Error('makeStops gave too few')
    const at = Math.min(middle, length - 2)
    const layers = toLayers([from, through, to, ...pool], from, to, length, size)
    layers[at] = named(through)
    return { layers, rules, from, through, to, at, length }
  })

describe('findRoute', () => {
  it('passes so many tracks, from the first to the last, and the one between where it was asked for', () => {
    fc.assert(
      fc.property(journeys, ({ layers, rules, from, through, to, at, length }) => {
        const found = ids(route(layers, rules)) ?? []
        expect(found).toHaveLength(length)
        expect([found[0], found[at], found.at(-1)]).toEqual([from.id, through.id, to.id])
      }),
      { numRuns: 60 },
    )
  })

  it('passes no track and no recording twice, and no more of an artist than allowed', () => {
    fc.assert(
      fc.property(journeys, ({ layers, rules, from, through, to }) => {
        // Every third track is a release of the same recording as its neighbour in the catalog.
        const twins = layers.map((layer) => ({
          ...layer,
          stops: layer.stops.map((stop) => ({
            ...stop,
            recording: `song ${String(Math.floor(Number(stop.id.slice(1)) / 3))}`,
          })),
        }))
        const found = route(twins, rules)
        if (found === null) return
        const free = found.filter(({ id }) => ![from.id, through.id, to.id].includes(id))
        expect(new Set(ids(found)).size).toBe(found.length)
        const named = found.filter((stop) => !free.includes(stop)).map(({ recording }) => recording)
        expect(new Set([...free.map(({ recording }) => recording), ...named]).size).toBe(
          free.length + new Set(named).size,
        )
        if (rules.perArtist === null) return
        for (const { artistId } of free) {
          const count = found.filter((stop) => stop.artistId === artistId).length
          expect(count).toBeLessThanOrEqual(rules.perArtist)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives the same route for the same question', () => {
    fc.assert(
      fc.property(journeys, ({ layers, rules }) => {
        expect(ids(route(layers, rules))).toEqual(ids(route(structuredClone(layers), rules)))
      }),
      { numRuns: 20 },
    )
  })

  it('takes only steps whose keys mix, where there are such steps', () => {
    fc.assert(
      fc.property(journeys, ({ layers, rules }) => {
        // There is a way: at each place one track that mixes with all, because nobody knows its key.
        const safe = layers.map(({ isNamed, stops }, i) => ({
          isNamed,
          stops: isNamed ? stops : [...stops, ...stops.slice(-1).map((stop) => withoutKey(stop, i))],
        }))
        const found = route(safe, { ...rules, camelot: true }) ?? []
        expect(found.length).toBe(layers.length)
        // Named tracks side by side may clash; nothing else may.
        const apart = safe.filter(({ isNamed }, i) => isNamed && safe[i - 1]?.isNamed === true).length
        expect(clashes(found)).toBeLessThanOrEqual(apart)
      }),
      { numRuns: 60 },
    )
  })

  it('takes as few clashes as a search over all ways does', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [from, to, ...pool] = makeStops(14, seed)
        if (!from || !to) return
        const layers = [
          named(from),
          ...[0, 4, 8].map((i) => ({ isNamed: false, stops: pool.slice(i, i + 4) })),
          named(to),
        ]
        const all = layers.reduce<Stop[][]>(
          (ways, { stops }) => ways.flatMap((way) => stops.map((stop) => [...way, stop])),
          [[]],
        )
        const found = route(layers, { camelot: true })
        expect(clashes(found ?? [])).toBe(Math.min(...all.map(clashes)))
      }),
      { numRuns: 100 },
    )
  })

  it('has no answer where a place has none but what was passed', () => {
    const [from, to, only] = makeStops(3, 1)
    if (!from || !to || !only) throw new Error('makeStops gave too few')
    const free = { isNamed: false, stops: [only] }
    expect(ids(route([named(from), free, named(to)]))).toEqual([from.id, only.id, to.id])
    expect(route([named(from), free, free, named(to)])).toBeNull()
    const sameArtist = { ...only, artistId: from.artistId }
    expect(
      route([named(from), { isNamed: false, stops: [sameArtist] }, named(to)], { perArtist: 1 }),
    ).toBeNull()
  })

  it('comes nearer to the wanted energy when there is an arc', () => {
    const off = (stops: Stop[], targets: number[]) =>
      stops.reduce((sum, { energy }, i) => sum + Math.abs((energy ?? 0.5) - (targets[i] ?? 0)), 0)
    const gains = [1, 2, 3, 4, 5].map((seed) => {
      const pool = makeStops(300, seed)
      const [from, to] = pool
      if (!from || !to) throw new Error('makeStops gave too few')
      const layers = toLayers(pool.slice(2), from, to, 10, 40)
      const targets = layers.map((_, i) => i / 9)
      return off(route(layers) ?? [], targets) - off(route(layers, { targets }) ?? [], targets)
    })
    expect(Math.min(...gains)).toBeGreaterThan(0.5)
  })

  it('has another route for another number, and always the same one', () => {
    const pool = makeStops(300, 7)
    const [from, to] = pool
    if (!from || !to) throw new Error('makeStops gave too few')
    const layers = toLayers(pool.slice(2), from, to, 10, 40)
    const routes = [0, 1, 2, 3].map((number) => ids(route(layers, { route: number }))?.join())
    expect(new Set(routes).size).toBe(4)
    expect(ids(route(layers, { route: 2 }))?.join()).toBe(routes[2])
  })
})

describe('the largest step', () => {
  it('is smaller than that of random tracks, and not larger than that of the nearest to each point', () => {
    const measured = Array.from({ length: 25 }, (_, seed) => {
      const pool = makeStops(600, seed + 1)
      const [from, to, ...rest] = pool
      if (!from || !to) throw new Error('makeStops gave too few')
      const random = shuffled(rest, createRandomStream(seed)).slice(0, 8)
      return {
        ours: largestStep(route(toLayers(rest, from, to, 10, 60)) ?? []),
        greedy: largestStep(toGreedy(rest, from, to, 10)),
        random: largestStep([from, ...random, to]),
      }
    })
    const of = (name: 'ours' | 'greedy' | 'random') => median(measured.map((row) => row[name]))
    expect(of('ours')).toBeLessThan(of('random'))
    expect(of('ours')).toBeLessThanOrEqual(of('greedy'))
  })
})
