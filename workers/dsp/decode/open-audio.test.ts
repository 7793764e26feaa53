import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinBytes, makeSilentMp3, makeWav } from '../testing/files'
import { makeNoise, makeSine } from '../testing/signals'
import { openAudio } from './open-audio'

const TONE = readFileSync(new URL('../../../tests/fixtures/audio/tone-440hz-48k-mono.mp3', import.meta.url))
const text = (word: string) => new Uint8Array(Buffer.from(word.padEnd(64, '.'), 'latin1'))

async function decode(bytes: Uint8Array) {
  const source = openAudio(bytes)
  const samples: number[] = []
  for await (const [channel = []] of source.chunks) samples.push(...channel)
  return { ...source, channels: source.speakers.length, samples }
}

describe('an MP3 file', () => {
  test('of one channel at 48,000 Hz gives the tone it was made of, at its level', async () => {
    const { samples, ...source } = await decode(TONE)
    expect(source).toMatchObject({ format: 'mp3', channels: 1, sampleRate: 48_000 })
    expect(source.declaredSeconds).toBeCloseTo(2, 0)
    const middle = samples.slice(24_000, 72_000)
    // The encoder takes 5 % off the level.
    expect(Math.max(...middle)).toBeCloseTo(0.95 * 0.25, 2)
    expect(middle.filter((x, i) => x >= 0 && (middle[i - 1] ?? 0) < 0).length).toBeCloseTo(440, -1)
  })

  test.each([
    { version: 1, mono: false, rate: 44_100 },
    { version: 1, mono: true, rate: 44_100 },
    { version: 2, mono: true, rate: 22_050 },
  ] as const)('of MPEG-$version, mono $mono', async ({ version, mono, rate }) => {
    const { samples, channels, sampleRate } = await decode(makeSilentMp3({ version, mono, frames: 20 }))
    expect([channels, sampleRate]).toEqual([mono ? 1 : 2, rate])
    expect(samples.length).toBeGreaterThan(15 * (version === 1 ? 1152 : 576))
    expect(samples.every((x) => x === 0)).toBe(true)
  })

  test('that ends early or has a hole says so', async () => {
    expect([...(await decode(TONE.subarray(0, 9000))).flaws]).toEqual(['truncated'])
    const holed = joinBytes(TONE.subarray(0, 6000), new Uint8Array(500), TONE.subarray(6500))
    expect([...(await decode(holed)).flaws]).toEqual(['damaged'])
  })

  test('that changes its rate, version and channels on the way is heard whole, without a gap', async () => {
    // The tone at 48,000 Hz, then MPEG-2 stereo at 22,050 Hz, then the tone again.
    const { samples, ...source } = await decode(joinBytes(TONE, makeSilentMp3({ version: 2 }), TONE))
    expect(source).toMatchObject({ sampleRate: 48_000, channels: 2 })
    const seconds = 2 * 2 + (40 * 576) / 22_050
    expect(Math.abs(samples.length / 48_000 - seconds)).toBeLessThan(0.2)
    expect(Math.abs((source.declaredSeconds ?? 0) - seconds)).toBeLessThan(0.2)
    expect([...source.flaws]).toEqual([])
    const [before, between, after] = [48_000, 120_000, 200_000].map((at) =>
      Math.max(...samples.slice(at, at + 10_000)),
    )
    expect(between).toBeLessThan(0.001)
    expect(before).toBeCloseTo(0.95 * 0.25 * Math.SQRT1_2, 2)
    expect(after).toBeCloseTo(before ?? 0, 3)
  })

  test('of more kinds of frames than any real one is heard in part and says so', async () => {
    const rates = [0x80, 0x84, 0x88].map((rate) => {
      // Layer III at 112 kbit/s of MPEG-1; each rate mono and stereo, and MPEG-2 besides.
      const lengths: Record<number, number> = { 0x80: 365, 0x84: 336, 0x88: 504 }
      return [0, 0xc0].map((mode) => {
        const frame = new Uint8Array(lengths[rate] ?? 0)
        frame.set([0xff, 0xfb, rate, mode])
        return joinBytes(frame, frame, frame, frame)
      })
    })
    const { flaws } = await decode(joinBytes(...rates.flat(), makeSilentMp3({ version: 2 })))
    expect([...flaws]).toContain('damaged')
  })

  test('with any bytes changed is decoded or refused, and never hangs', async () => {
    const change = fc.tuple(fc.nat(TONE.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 200 }), async (changes) => {
        const bytes = Uint8Array.from(TONE)
        for (const [at, value] of changes) bytes[at] = value
        const samples = await decode(bytes).then(
          (decoded) => decoded.samples,
          () => [],
        )
        expect(samples.length).toBeLessThan(3 * 48_000)
      }),
      { numRuns: 40 },
    )
  })
})

describe('what is no audio is refused', () => {
  test.each([
    ['nothing', new Uint8Array(0), 'EMPTY_FILE', 'The file is empty.'],
    ['a text', text('all that glitters'), 'NOT_AUDIO', 'not audio that Segue knows'],
    ['noise', Uint8Array.from(makeNoise(1, 8000), (x) => x * 127), 'NOT_AUDIO', 'not audio'],
    ['half an Ogg page', text('OggS'), 'BROKEN_FILE', 'Ogg file ends before'],
    ['half a FLAC header', text('fLaC').subarray(0, 30), 'BROKEN_FILE', 'FLAC file is cut short'],
    ['half an AIFF header', text('FORM    AIFFCOMM').subarray(0, 22), 'BROKEN_FILE', 'AIFF file'],
    ['WMA', text('0&\xb2u'.padEnd(64)), 'UNSUPPORTED_FORMAT', 'This is a WMA file'],
    ['M4A', text('\0\0\0 ftypM4A '), 'UNSUPPORTED_FORMAT', 'This is an MP4 or M4A file'],
    ['half a WAV header', text('RIFF    WAVEfmt ').subarray(0, 18), 'BROKEN_FILE', 'WAV'],
    ['a rate of 4 kHz', makeWav([makeSine(100, 1, 4000)], { rate: 4000 }), 'UNSUPPORTED_FORMAT', '4000 Hz'],
    [
      'nine channels',
      makeWav(
        Array.from({ length: 9 }, () => makeSine(100, 1, 8000)),
        { rate: 8000 },
      ),
      'UNSUPPORTED_FORMAT',
      '9 channels',
    ],
  ])('%s', (_, bytes, code, says) => {
    const message = expect.stringContaining(says) as string
    expect(() => openAudio(bytes)).toThrow(expect.objectContaining({ code, message }) as Error)
  })
})
