import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AudioFailure } from '../audio-failure'
import { decodeAll, getAmplitude, getPitch, readFixture } from '../testing/decoded'
import { makeAiff } from '../testing/aiff'
import { joinBytes } from '../testing/files'
import { makeSine } from '../testing/signals'

const RATE = 22_050
const LENGTH = 1.5 * RATE
const TONES = [makeSine(440, 1.5, RATE, 0.25), makeSine(660, 1.5, RATE, 0.125)]
const FILES = {
  flac: readFixture('tones-22k.flac'),
  'FLAC in Ogg': readFixture('tones-22k.oga'),
  vorbis: readFixture('tones-22k.ogg'),
  opus: readFixture('tones.opus'),
  aiff: makeAiff(TONES, { rate: RATE }),
}
type Name = keyof typeof FILES
const NAMES = Object.keys(FILES) as Name[]
const id3 = joinBytes([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 20], new Uint8Array(20).fill(0xff))
const picture = new Uint8Array(300_000).map((_, i) => (i * 7919) >> 3)

describe.each(NAMES)('%s', (name) => {
  const file = FILES[name]

  test('gives the tones that were put in, each on its channel, to the sample', async () => {
    const { samples, flaws, sampleRate, declaredSeconds } = await decodeAll(file)
    expect([sampleRate, declaredSeconds, flaws]).toEqual([name === 'opus' ? 48_000 : RATE, 1.5, []])
    for (const [c, channel] of samples.entries()) {
      expect(channel).toHaveLength(1.5 * sampleRate)
      expect(Math.abs(getPitch(channel, sampleRate) - (440 + 220 * c))).toBeLessThan(2)
      expect(getAmplitude(channel) / (0.25 / (1 + c))).toBeCloseTo(1, 1)
    }
  })

  test('that is cut anywhere gives what is there and says so', async () => {
    const cut = fc.integer({ min: Math.floor(file.length * 0.4), max: Math.floor(file.length * 0.95) })
    await fc.assert(
      fc.asyncProperty(cut, async (length) => {
        const { samples, sampleRate, flaws } = await decodeAll(file.subarray(0, length))
        const share = (samples[0]?.length ?? 0) / sampleRate / 1.5
        expect(flaws).toEqual(['truncated'])
        expect(share).toBeLessThan(0.99)
        // Ogg has a page a second.
        if (name === 'flac' || name === 'aiff') expect(share).toBeGreaterThan(length / file.length - 0.1)
      }),
      { numRuns: 15 },
    )
  })

  test('cut and with bytes changed at random is decoded or refused with a sentence, and never hangs', async () => {
    const place = fc.oneof(fc.nat(100), fc.nat(file.length - 1))
    const changes = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(file.length), async (bytes, length) => {
        const broken = file.slice(0, Math.max(length, 50))
        for (const [at, value] of bytes) if (at < broken.length) broken[at] = value
        try {
          const { samples } = await decodeAll(broken)
          return samples.every((channel) => channel.length < 20 * 48_000 && channel.every(Number.isFinite))
        } catch (error) {
          return error instanceof AudioFailure && error.message.endsWith('.')
        }
      }),
      { numRuns: 60 },
    )
  })
})

test.each(['flac', 'opus', 'FLAC in Ogg'] as const)(
  '%s with a damaged place is heard around it and says so',
  async (name) => {
    const bytes = FILES[name].slice()
    const at = Math.floor(bytes.length * 0.6)
    bytes.fill(0x55, at, at + 20)
    const { samples, flaws, sampleRate } = await decodeAll(bytes)
    expect(flaws).toContain('damaged')
    // A frame of FLAC is lost, 46 ms; of Ogg a page, up to a second.
    const least = name === 'flac' ? 1.4 : 0.4
    expect((samples[0]?.length ?? 0) / sampleRate).toBeGreaterThan(least)
  },
)

describe('FLAC', () => {
  const file = FILES.flac

  test('is the samples of the recording, exactly', async () => {
    const { samples } = await decodeAll(file)
    for (const [c, tone] of TONES.entries()) {
      const errors = tone.map((x, i) => Math.abs(x - (samples[c]?.[i] ?? 9)))
      expect(errors.reduce((most, error) => Math.max(most, error), 0)).toBeLessThan(4e-5)
    }
  })

  test('is found behind an ID3 tag, with a picture in it, and with a tag behind it', async () => {
    const info = file.slice(4, 42)
    const header = [6, picture.length >> 16, (picture.length >> 8) & 255, picture.length & 255]
    const withPicture = joinBytes(file.subarray(0, 4), info, header, picture, file.subarray(42))
    const tag = joinBytes([0x54, 0x41, 0x47], new Uint8Array(125))
    for (const bytes of [joinBytes(id3, file), withPicture, joinBytes(file, tag)]) {
      const { samples, flaws } = await decodeAll(bytes)
      expect([samples[0]?.length, flaws]).toEqual([LENGTH, []])
    }
  })

  test('of unknown length is read to its end', async () => {
    const bytes = file.slice()
    bytes[21] = (bytes[21] ?? 0) & 0xf0
    bytes.fill(0, 22, 26)
    const { samples, flaws, declaredSeconds } = await decodeAll(bytes)
    expect([samples[0]?.length, flaws, declaredSeconds]).toEqual([LENGTH, [], null])
    expect((await decodeAll(bytes.subarray(0, -50))).flaws).toEqual(['truncated'])
  })

  test('of nothing but frame headers ends soon', async () => {
    const header = file.subarray(file.indexOf(0xff, 42), file.indexOf(0xff, 42) + 7)
    const many = new Uint8Array(700_000).map((_, i) => header[i % header.length] ?? 0)
    const bytes = joinBytes(file.subarray(0, file.indexOf(0xff, 42)), many)
    await expect(decodeAll(bytes)).rejects.toMatchObject({ code: 'BROKEN_FILE' })
  })
})

describe('six channels', () => {
  test.each(['six-48k.flac', 'six-48k.ogg', 'six.opus'])(
    'of %s are known by what they are for',
    async (name) => {
      const { samples, speakers } = await decodeAll(readFixture(name))
      const by = (speaker: string) => samples.filter((_, c) => speakers[c] === speaker)
      const [lfe = []] = by('lfe')
      expect(by('lfe')).toHaveLength(1)
      expect(Math.abs(getPitch(lfe, 48_000) - 60)).toBeLessThan(6)
      expect(by('surround').map((channel) => Math.round(getPitch(channel, 48_000) / 100))).toEqual([7, 9])
      expect(
        by('front')
          .map((channel) => Math.round(getPitch(channel, 48_000) / 100))
          .sort(),
      ).toEqual([3, 4, 5])
    },
  )
})

describe('Ogg', () => {
  test('with something else behind its end is whole, with a second piece of music is not', async () => {
    const { vorbis } = FILES
    expect((await decodeAll(joinBytes(vorbis, new Uint8Array(500)))).flaws).toEqual([])
    const chained = await decodeAll(joinBytes(vorbis, FILES.opus))
    expect([chained.format, chained.samples[0]?.length, chained.flaws]).toEqual([
      'vorbis',
      LENGTH,
      ['damaged'],
    ])
  })

  test('of another codec, or without one whole page, is refused', async () => {
    // A first page without packets, its checksum right.
    const other = Uint8Array.from(
      [...'OggS'].map((letter) => letter.charCodeAt(0)).concat(0, 2, new Array<number>(21).fill(0)),
    )
    other.set([66, 215, 101, 125], 22)
    await expect(decodeAll(other)).rejects.toMatchObject({ code: 'UNSUPPORTED_FORMAT' })
    await expect(decodeAll(FILES.opus.subarray(0, 30))).rejects.toMatchObject({ code: 'BROKEN_FILE' })
  })
})

describe('AIFF', () => {
  test.each([
    { coding: undefined, bits: 8, exact: 1 / 127 },
    { coding: undefined, bits: 16, exact: 1 / 32_767 },
    { coding: undefined, bits: 24, exact: 1e-6 },
    { coding: 'sowt', bits: 16, exact: 1 / 32_767 },
    { coding: 'fl32', bits: 32, exact: 0 },
  ] as const)('of coding $coding and $bits bits gives back its samples', async ({ coding, bits, exact }) => {
    const { samples, format } = await decodeAll(makeAiff(TONES, { rate: RATE, bits, coding }))
    expect(format).toBe('aiff')
    for (const [c, tone] of TONES.entries()) {
      const errors = tone.map((x, i) => Math.abs(x - (samples[c]?.[i] ?? 9)))
      expect(errors.reduce((most, error) => Math.max(most, error), 0)).toBeLessThanOrEqual(exact)
    }
  })

  test('that is compressed is refused with the name of its coding', async () => {
    const file = makeAiff(TONES, { rate: RATE, coding: 'ima4' })
    await expect(decodeAll(file)).rejects.toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      message: expect.stringContaining('ima4') as string,
    })
  })
})
