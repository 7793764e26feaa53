import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { isDomainError } from '../domain/errors'
import { createM4aPreview } from '../sandbox/audio/m4a-preview'
import { analyseAudio } from '~workers/dsp/analyse-audio'
import { decodeAll, getAmplitude, getPitch, readFixture } from '~workers/dsp/testing/decoded'
import { loadAacDecoder, type AacDecoder } from './m4a/aac-decoder'
import { toAdts } from './m4a/adts'
import { readM4a } from './m4a/read-m4a'
import { createUnpack, type Unpack } from './unpack'

const TONES = readFixture('tone-440hz-660hz-44k-stereo.m4a')
const LIMIT = { maxSeconds: 120 }
/** A frame that begins with an element which AAC-LC does not have (ISO/IEC 14496-3, table 4.85). */
const COUPLED = 0x40

let decode: AacDecoder
let unpack: Unpack
beforeAll(async () => {
  decode = await loadAacDecoder()
  unpack = createUnpack({ ffmpeg: null, loadAac: () => Promise.resolve(decode) })
})
const hear = async (bytes: Uint8Array<ArrayBuffer>) => {
  const { bytes: wav, unpacked } = await unpack(bytes.slice(), LIMIT)
  return { ...(await decodeAll(wav)), ...unpacked }
}
const peak = (samples: number[]) => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

describe('AAC in an .m4a file', () => {
  test('becomes the tones that it was made of, each on its channel, to the sample', async () => {
    const { samples, sampleRate, ...source } = await hear(TONES)
    expect(source).toMatchObject({ format: 'aac', declaredSeconds: 3, flaws: [] })
    expect(samples.map((channel) => channel.length)).toEqual([132_300, 132_300])
    for (const [c, channel] of samples.entries()) {
      // As long as the two have whole periods.
      const middle = channel.slice(22_050 - 1024, 66_150 - 1024)
      // What FFmpeg's decoder makes of the same stretch: its encoder had added to sines of 0.25 and 0.125.
      expect(getAmplitude(middle)).toBeCloseTo([0.26436, 0.13868][c] ?? 0, 3)
      expect(Math.abs(getPitch(middle, sampleRate) - (440 + 220 * c))).toBeLessThanOrEqual(1)
    }
  })

  test('has no seams between the pieces that are decoded one after the other', async () => {
    const track = readM4a(TONES, LIMIT)
    const whole = await decode(toAdts(TONES, track, 0, track.frames.length), track.sampleRate)
    const { samples } = await hear(TONES)
    for (const [channel, pieces] of samples.entries()) {
      const difference = pieces.map((x, i) => Math.abs(x - (whole[channel]?.[i + 1024] ?? 9)))
      expect(peak(difference)).toBeLessThan(1e-4)
    }
  })

  test('is heard by the analysis as the recording it is, the same every time', async () => {
    const listen = async (recording: number) => {
      const { bytes, unpacked } = await unpack(createM4aPreview(1, recording), LIMIT)
      return analyseAudio(bytes, unpacked ? { unpacked } : {})
    }
    const heard = await Promise.all([1, 2].map(listen))
    for (const { durationS, partial, format } of heard) {
      expect(durationS).toBeCloseTo(30, 1)
      expect([partial, format]).toEqual([[], 'aac'])
    }
    expect(await listen(1)).toEqual(heard[0])
  })

  test('that is damaged in a place is heard around it; of which much is gone is refused', async () => {
    const track = readM4a(TONES, LIMIT)
    const bytes = Uint8Array.from(TONES)
    const hurt = track.frames[50]
    if (hurt) bytes.fill(0xaa, hurt.start + 8, hurt.end)
    const { samples } = await hear(bytes)
    expect(samples[0]?.length).toBeGreaterThan(120 * 1024)
    expect(Math.max(...samples.map(peak))).toBeLessThanOrEqual(2)
    for (const { start, end } of track.frames.slice(20)) bytes.fill(COUPLED, start, end)
    await expect(hear(bytes)).rejects.toMatchObject({ code: 'AUDIO_BROKEN' })
  })

  test('that is cut is heard as far as it goes and says so', async () => {
    const { samples, flaws } = await hear(TONES.subarray(0, 12_000))
    expect(flaws).toEqual(['truncated'])
    expect(samples[0]?.length).toBeGreaterThan(40_000)
  })

  test('with any bytes changed is decoded or refused, and never hangs', async () => {
    const change = fc.tuple(fc.nat(TONES.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 60 }), async (changes) => {
        const bytes = Uint8Array.from(TONES)
        for (const [at, value] of changes) bytes[at] = value
        try {
          const { samples } = await hear(bytes)
          return samples.every((channel) => peak(channel) <= 2)
        } catch (error) {
          return error instanceof Error && error.message.endsWith('.')
        }
      }),
      { numRuns: 30 },
    )
  })

  test('ends with its caller, between two pieces', async () => {
    const controller = new AbortController()
    const slow = vi.fn<AacDecoder>((adts, rate) => {
      controller.abort(new Error('enough'))
      return decode(adts, rate)
    })
    const one = createUnpack({ ffmpeg: null, loadAac: () => Promise.resolve(slow) })
    await expect(one(TONES.slice(), { ...LIMIT, signal: controller.signal })).rejects.toThrow('enough')
    expect(slow).toHaveBeenCalledTimes(1)
  })
})

describe.each(['tones-aac-22k.m4a', 'tones-alac-22k.m4a', 'tones-alac24-22k.m4a', 'tones-22k.aac'])(
  '%s',
  (name) => {
    test('gives its tones', async () => {
      const { samples, sampleRate, flaws, format } = await hear(readFixture(name))
      expect([format, sampleRate, flaws]).toEqual([name.includes('alac') ? 'alac' : 'aac', 22_050, []])
      const seconds = name.includes('24') ? 0.75 : 1.5
      // ADTS says nothing of what the encoder put in front and behind.
      const extra = name.endsWith('.aac') ? 3 * 1024 : 0
      for (const [c, channel] of samples.entries()) {
        expect(channel.length).toBeGreaterThanOrEqual(Math.floor(seconds * 22_050))
        expect(channel.length).toBeLessThanOrEqual(Math.ceil(seconds * 22_050) + extra)
        const middle = channel.slice(4000, 14_000)
        expect(Math.abs(getPitch(middle, sampleRate) - (440 + 220 * c))).toBeLessThan(3)
        expect(getAmplitude(middle) / (0.25 / (1 + c))).toBeCloseTo(1, 0)
      }
    })

    test('without any decoder is refused with what would read it', async () => {
      const bare = createUnpack({ ffmpeg: null, loadAac: () => Promise.resolve(null) })
      await expect(bare(readFixture(name), LIMIT)).rejects.toMatchObject({
        code: 'AUDIO_UNSUPPORTED',
        message: expect.stringContaining('ffmpeg') as string,
      })
    })
  },
)

test('what the threads read themselves is handed on as it is', async () => {
  const file = readFixture('tones-22k.flac')
  expect((await unpack(file, LIMIT)).bytes).toBe(file)
  await expect(unpack(TONES.slice(), { maxSeconds: 2 })).rejects.toMatchObject({ code: 'AUDIO_TOO_LONG' })
})

test('more files than can wait are told to come back', async () => {
  let release: (() => void) | undefined
  const held = new Promise<AacDecoder | null>((resolve) => {
    release = () => {
      resolve(null)
    }
  })
  const slow = createUnpack({ ffmpeg: null, loadAac: () => held })
  const codes = Promise.all(
    Array.from({ length: 20 }, () =>
      slow(TONES.slice(), LIMIT).then(
        () => '',
        (error: unknown) => (isDomainError(error) ? error.code : ''),
      ),
    ),
  )
  release?.()
  const found = await codes
  expect(found.filter((code) => code === 'BUSY')).toHaveLength(2)
  expect(found.filter((code) => code === 'AUDIO_UNSUPPORTED')).toHaveLength(18)
})

test('without the package, whoever names itunes is told what to install, in the version that is tested', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  const version = manifest.optionalDependencies['node-web-audio-api'] ?? ''
  const cause = new Error('libasound.so.2: cannot open shared object file')
  const failure: unknown = await loadAacDecoder(() => Promise.reject(cause)).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'CONFIG_INVALID', cause })
  expect(String(failure)).toContain(`npm install --no-save --ignore-scripts node-web-audio-api@${version}\``)
})
