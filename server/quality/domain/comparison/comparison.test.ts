import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { artistsOf, scoreBySameArtist } from './baselines'
import { dotRows, rowOf, toUnitRows, type Rows } from './rows'
import { scoreByKernel } from './score-by-kernel'
import { scoreByMean } from './score-by-mean'
import { scoreByPrecision, varianceOf } from './score-by-precision'

const WIDTH = 4
const toRows = (values: number[][], width = WIDTH): Rows => ({
  count: values.length,
  width,
  values: Float32Array.from(values.flat()),
})
const someRows = fc
  .array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: WIDTH, maxLength: WIDTH }), {
    minLength: 3,
    maxLength: 30,
  })
  .map((values) => toUnitRows(toRows(values)))
const bestOf = (scores: Float32Array) => scores.indexOf(Math.max(...scores))

describe('rows', () => {
  it('have length 1, or 0 where there is nothing to scale', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        for (let i = 0; i < rows.count; i++) {
          const length = Math.hypot(...rowOf(rows, i))
          expect(Math.min(Math.abs(length - 1), length)).toBeLessThan(1e-6)
        }
      }),
    )
  })
})

describe('with one seed', () => {
  it('the mean and the weighted mean are the cosine, and the kernel orders as the cosine does', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const cosine = dotRows(rows, rowOf(rows, 0))
        const kernel = scoreByKernel(rows, [0])
        const weighted = scoreByPrecision(rows, [0], varianceOf(rows))
        scoreByMean(rows, [0]).forEach((score, i) => expect(score).toBeCloseTo(cosine[i] ?? 0, 5))
        weighted.forEach((score, i) => expect(score).toBeCloseTo(cosine[i] ?? 0, 5))
        kernel.forEach((score, i) => expect(score).toBeCloseTo(cosine[i] ?? 0, 4))
      }),
    )
  })
})

describe('with several seeds', () => {
  it('the kernel lies between the mean cosine and the nearest seed', () => {
    fc.assert(
      fc.property(someRows, (rows) => {
        const each = [0, 1, 2].map((seed) => dotRows(rows, rowOf(rows, seed)))
        scoreByKernel(rows, [0, 1, 2]).forEach((score, i) => {
          const cosines = each.map((scores) => scores[i] ?? 0)
          expect(score).toBeGreaterThan(cosines.reduce((a, b) => a + b) / 3 - 1e-4)
          expect(score).toBeLessThan(Math.max(...cosines) + 1e-4)
        })
      }),
    )
  })

  it('the kernel keeps both moods of a list, where the mean prefers what is between them', () => {
    const rows = toUnitRows(
      toRows(
        [
          [1, 0],
          [0, 1],
          [1, 0.02],
          [1, 1],
          [-1, 0],
          [0, -1],
        ],
        2,
      ),
    )
    expect(bestOf(scoreByMean(rows, [0, 1]))).toBe(3)
    const many = [0, 0, 0, 1]
    const kernel = scoreByKernel(rows, many)
    expect(kernel[2]).toBeGreaterThan(kernel[3] ?? 1)
  })

  it('the weighted mean listens to what the seeds agree on', () => {
    // Seeds agree in the first value and differ in the second; two candidates are equally far in either.
    const seeds = [
      [1, 0.9],
      [1, -0.9],
      [1, 0.8],
      [1, -0.8],
    ]
    const rows = toUnitRows(toRows([...seeds, [1, 0.7], [0.4, 0.05], [-1, 0.3], [-0.8, -0.4]], 2))
    const variance = varianceOf(rows)
    const plain = scoreByMean(rows, [0, 1, 2, 3])
    const weighted = scoreByPrecision(rows, [0, 1, 2, 3], variance)
    expect(weighted[4] ?? 0).not.toBeCloseTo(plain[4] ?? 0, 3)
    expect(bestOf(weighted)).toBe(bestOf(plain))
  })
})

describe('scoreBySameArtist', () => {
  const artists = Int32Array.from([7, 8, 7, 9, -1, -1])

  it('puts the artists of the seeds before all others', () => {
    const scores = scoreBySameArtist(artists, [0, 1], 5)
    expect([...scores].map((score) => score >= 1)).toEqual([true, true, true, false, false, false])
  })

  it('does not take tracks without an artist for tracks of one artist', () => {
    expect(artistsOf(artists, [4, 0])).toEqual(new Set([7]))
    expect([...scoreBySameArtist(artists, [4], 5)].every((score) => score < 1)).toBe(true)
  })
})
