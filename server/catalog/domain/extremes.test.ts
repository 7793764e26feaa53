import { expect, it } from 'vitest'
import { findExtremes, type Neighbourhood } from './extremes'
import { DIMENSIONS } from '../../domain/features/vector-spec'

/** A unit vector in the plane of the first two dimensions. */
function at(degrees: number): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  vector[0] = Math.cos((degrees * Math.PI) / 180)
  vector[1] = Math.sin((degrees * Math.PI) / 180)
  return vector
}

/** What an exact search gives: every track by its distance, the asked one first. */
function ask(places: Record<string, { degrees: number; recording?: string }>): Neighbourhood[] {
  const all = Object.entries(places).map(([name, { degrees, recording = name }]) => ({ degrees, recording }))
  return all.map(({ degrees, recording }) => {
    const sorted = [...all].sort((a, b) => Math.abs(a.degrees - degrees) - Math.abs(b.degrees - degrees))
    const vectors = new Float32Array(sorted.length * DIMENSIONS)
    sorted.forEach((track, i) => {
      vectors.set(at(track.degrees), i * DIMENSIONS)
    })
    return { recording, query: at(degrees), hits: sorted, vectors }
  })
}

it('finds the middle in the most lists, and the loner least like its neighbours', () => {
  const { central, unusual } = findExtremes(
    ask({ left: { degrees: 0 }, middle: { degrees: 4 }, right: { degrees: 9 }, loner: { degrees: 80 } }),
    1,
  )
  expect(central[0]).toEqual(['middle', 2])
  expect(unusual[0]?.[0]).toBe('loner')
  expect(unusual[0]?.[1]).toBeCloseTo(Math.cos((71 * Math.PI) / 180), 5)
})

it('takes no release of a recording for its neighbour, and counts two of them as one', () => {
  const { central } = findExtremes(
    ask({
      one: { degrees: 0, recording: 'song' },
      again: { degrees: 0.1, recording: 'song' },
      other: { degrees: 5 },
    }),
    2,
  )
  expect(Object.fromEntries(central)).toEqual({ other: 2, song: 1 })
})
