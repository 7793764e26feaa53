import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinBytes, makeWav } from '../../testing/files'
import { makeNoise } from '../../testing/signals'
import { openWav } from './open-wav'

const read = (bytes: Uint8Array) => {
  const source = openWav(bytes)
  const chunks = [...(source.chunks as Iterable<Float32Array[]>)]
  const samples = source.speakers.map((_, c) => chunks.flatMap((chunk) => [...(chunk[c] ?? [])]))
  return { ...source, channels: source.speakers.length, samples }
}

/** A file with numbers of 32 bits changed, by their place. */
const poke = (bytes: Uint8Array<ArrayBuffer>, ...changes: [at: number, value: number][]) => {
  for (const [at, value] of changes) new DataView(bytes.buffer).setUint32(at, value, true)
  return bytes
}
const chunk = (name: string, content: number[]) =>
  joinBytes(new TextEncoder().encode(name), [content.length, 0, 0, 0], content)
const insert = (bytes: Uint8Array, at: number, ...parts: Uint8Array[]) =>
  joinBytes(bytes.subarray(0, at), ...parts, bytes.subarray(at))
const SECOND = makeNoise(1, 8000, 0.5)
const RIFF_SIZE = 4
const DATA_SIZE = 40

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
    expect(found.declaredSeconds).toBe(0.5)
  })

  test.each([0x7fff_0000, 0x7fff_f000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0])(
    'of the size %i, as a pipe writes it, is read to its end and not called cut',
    (size) => {
      const both = poke(makeWav([SECOND], { rate: 8000 }), [RIFF_SIZE, size && size - 40], [DATA_SIZE, size])
      const one = poke(makeWav([SECOND], { rate: 8000 }), [RIFF_SIZE, 0xffff_ffff], [DATA_SIZE, size])
      for (const found of [both, one].map(read)) {
        expect(found.samples[0]?.length).toBe(8000)
        expect(found.declaredSeconds).toBe(1)
        expect(found.flaws.size).toBe(0)
      }
    },
  )

  test('whose samples would go beyond what the file says is its whole length is of unknown size', () => {
    const found = read(poke(makeWav([SECOND], { rate: 8000 }), [DATA_SIZE, 9_000_000]))
    expect([found.samples[0]?.length, found.flaws.size]).toEqual([8000, 0])
  })

  test.each(['RF64', 'BW64'])(
    '%s has its sizes in ds64, and what follows the samples is no sound',
    (name) => {
      const sizes = new Uint8Array(28)
      const view = new DataView(sizes.buffer)
      view.setBigUint64(0, 90_000n, true)
      view.setBigUint64(8, 16_000n, true)
      const wav = poke(makeWav([SECOND], { rate: 8000 }), [RIFF_SIZE, 0xffff_ffff], [DATA_SIZE, 0xffff_ffff])
      wav.set(new TextEncoder().encode(name))
      const found = read(
        joinBytes(insert(wav, 12, chunk('ds64', [...sizes])), chunk('id3 ', new Array<number>(200).fill(77))),
      )
      expect([found.samples[0]?.length, found.flaws.size]).toEqual([8000, 0])
    },
  )

  test('is found behind chunks of any kind, also odd ones with or without the byte that makes them even', () => {
    const wav = makeWav([SECOND], { rate: 8000 })
    const padded = insert(wav, 12, chunk('JUNK', [1, 2, 3]), Uint8Array.of(0), chunk('bext', [1, 2]))
    const bare = insert(wav, 36, chunk('LIST', [1, 2, 3]))
    const empty = insert(wav, 36, chunk('data', []))
    for (const file of [padded, bare, empty]) {
      expect(read(poke(file, [RIFF_SIZE, file.length - 8])).samples[0]?.length).toBe(8000)
    }
  })

  test.each([
    { law: 'A-law', encoding: 6, codes: [0xd5, 0x55, 0xaa, 0x2a], values: [8, -8, 32_256, -32_256] },
    { law: 'µ-law', encoding: 7, codes: [0xff, 0x7f, 0x80, 0x00], values: [0, -0, 32_124, -32_124] },
  ])('of $law gives the values of G.711', ({ encoding, codes, values }) => {
    const wav = makeWav([new Float32Array(4)], { rate: 8000, bits: 8 })
    wav.set([encoding], 20)
    wav.set(codes, 44)
    expect(read(wav).samples[0]?.map((sample) => sample * 32_768)).toEqual(values)
  })

  test('of six channels knows the subwoofer and those behind, by its order or its mask', () => {
    const six = Array.from({ length: 6 }, () => SECOND)
    const usual = ['front', 'front', 'front', 'lfe', 'surround', 'surround']
    expect(read(makeWav(six, { rate: 8000 })).speakers).toEqual(usual)
    // L R C, then both pairs beside and behind: no subwoofer. A mask of too few says nothing.
    const masked = (mask: number) => poke(makeWav(six, { rate: 8000, extensible: true }), [40, mask])
    expect(read(masked(0b11_0011_0011)).speakers.filter((speaker) => speaker === 'lfe')).toEqual([])
    expect(read(masked(0b11)).speakers).toEqual(usual)
  })

  test.each([
    ['no samples', (bytes: Uint8Array) => bytes.subarray(0, 36), 'ends before its samples begin'],
    ['half a header', (bytes: Uint8Array) => bytes.subarray(0, 30), 'ends before its samples begin'],
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
