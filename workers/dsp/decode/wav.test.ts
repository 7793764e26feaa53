import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeWav } from '../testing/files'
import { makeNoise } from '../testing/signals'
import { openWav } from './wav'

const read = (bytes: Uint8Array) => {
  const source = openWav(bytes)
  const chunks = [...source.chunks]
  const channels = Array.from({ length: source.channels }, (_, c) =>
    chunks.flatMap((chunk) => [...(chunk[c] ?? [])]),
  )
  return { ...source, samples: channels }
}

describe('a WAV file', () => {
  test.each([
    { bits: 8, exact: 1 / 127 },
    { bits: 16, exact: 1 / 32_767 },
    { bits: 24, exact: 1 / 8_388_607 },
    { bits: 32, exact: 1e-7 },
  ] as const)('gives back samples of $bits bits', ({ bits, exact }) => {
    const samples = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 3 }), (values, count) => {
        const channels = Array.from({ length: count }, (_, c) =>
          Float32Array.from(values, (v) => v / (c + 1)),
        )
        const found = read(makeWav(channels, { rate: 32_000, bits }))
        expect([found.channels, found.sampleRate]).toEqual([count, 32_000])
        channels.forEach((channel, c) =>
          channel.forEach((v, i) => {
            expect(Math.abs((found.samples[c]?.[i] ?? 9) - v)).toBeLessThanOrEqual(exact)
          }),
        )
      }),
      { numRuns: 50 },
    )
  })

  test('gives back float samples, plain or in an extensible header, and puts 0 for what is no number', () => {
    for (const extensible of [false, true]) {
      const bytes = makeWav([Float32Array.of(0.5, Number.NaN, -2, Infinity)], {
        rate: 44_100,
        bits: 32,
        float: true,
        extensible,
      })
      expect(read(bytes).samples).toEqual([[0.5, 0, -2, 0]])
    }
  })

  test('comes in pieces that join without a seam', () => {
    const noise = makeNoise(4, 44_100, 0.5)
    const { samples, declaredSeconds } = read(makeWav([noise], { rate: 44_100 }))
    expect(samples[0]?.length).toBe(noise.length)
    expect(declaredSeconds).toBe(4)
    const errors = noise.map((x, i) => Math.abs(x - (samples[0]?.[i] ?? 9)))
    expect(errors.reduce((most, error) => Math.max(most, error))).toBeLessThan(1 / 32_767)
  })

  test('that is cut short gives what is there and says so', () => {
    const bytes = makeWav([makeNoise(1, 8000)], { rate: 8000 }).subarray(0, 44 + 8001)
    const found = read(bytes)
    expect(found.samples[0]?.length).toBe(4000)
    expect([...found.flaws]).toEqual(['truncated'])
    expect(found.declaredSeconds).toBe(1)
  })

  test('of unknown length, as a pipe writes it, is read to its end', () => {
    const bytes = makeWav([makeNoise(1, 8000)], { rate: 8000 })
    new DataView(bytes.buffer).setUint32(40, 0xffffffff, true)
    const found = read(bytes)
    expect(found.samples[0]?.length).toBe(8000)
    expect(found.flaws.size).toBe(0)
  })

  test.each([
    ['no samples', (bytes: Uint8Array) => bytes.subarray(0, 36), 'ends before its samples begin'],
    ['half a header', (bytes: Uint8Array) => bytes.subarray(0, 30), 'is cut short'],
    ['no channels', (bytes: Uint8Array) => bytes.fill(0, 22, 24), 'contradicts itself'],
    ['another encoding', (bytes: Uint8Array) => bytes.fill(2, 20, 21), 'encoding 2 with 16 bits'],
    ['its format missing', (bytes: Uint8Array) => bytes.fill(0, 12, 16), 'does not say how'],
  ])('with %s is refused with a reason', (_, spoil, says) => {
    expect(() => openWav(spoil(makeWav([makeNoise(0.1, 8000)], { rate: 8000 })))).toThrow(says)
  })

  test('of arbitrary bytes behind its name fails only with a reason', () => {
    const head = makeWav([new Float32Array(4)], { rate: 8000 })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        const bytes = new Uint8Array(12 + noise.length)
        bytes.set(head.subarray(0, 12))
        bytes.set(noise, 12)
        expect(() => openWav(bytes)).toThrow(/WAV file/)
      }),
    )
  })
})
